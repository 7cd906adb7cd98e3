// What is asked of every page, whatever it says.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** No accessibility fault that axe can see. Injected by evaluation: the pages' policy allows no foreign script. */
export async function isAccessible(page) {
  if (!await page.evaluate(() => "axe" in window)) await page.evaluate(axeSource);
  // What is being kept is dimmed until the house has it: that is not how the page is read.
  await page.waitForFunction(() => !document.querySelector("[aria-busy=true]") && document.getAnimations().every((one) => one.playState !== "running"));
  const result = await page.evaluate(() => window.axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    // What is well is counted by rule, not told element by element: that would take as long as looking.
    resultTypes: ["violations"],
  }));
  const faults = result.violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.target} ${node.failureSummary}`));
  assert.deepEqual(faults, []);
  assert.ok(result.passes.length > 10, "axe looked at something");
}

/** Nothing sticks out to the right. */
export async function fitsItsWidth(page) {
  const wide = await page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    return [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > width + 1)
      .slice(0, 5).map((one) => `${one.tagName.toLowerCase()}.${one.className}`);
  });
  assert.deepEqual(wide, []);
}

/** Everything that is pressed is 44 px high, except links inside a sentence, entries behind the skip link, and the zones
 * of a face, beside which the same stands as a list. */
export async function fingersFit(page) {
  const small = await page.evaluate(() => [...document.querySelectorAll("a, button, select, summary, input:not([type=hidden])")]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest("p, dd, sup, .sources, .crumbs, .foot, .skip, .face, .consult-open, .unseen"))
    .map((one) => one.closest("label") ?? one)
    .filter((one) => one.getBoundingClientRect().height < 44 || one.getBoundingClientRect().width < 24)
    .map((one) => `${one.tagName.toLowerCase()}.${one.className} ${Math.round(one.getBoundingClientRect().height)} px: ${one.textContent.trim().slice(0, 30)}`));
  assert.deepEqual(small, []);
}

/**
 * Walks the page by Tab from its top and gives the names of the stops, in order.
 * Fails where a stop has no visible focus ring or where the walk is caught; the longest page, with every sample of every
 * page in a list, has some three hundred stops.
 */
export async function keyboardWalk(page, most = 600) {
  const stops = [];
  const seen = new Set();
  // A page may begin in its first field, which the browser enters with a frame of its own, later on a busy machine; the
  // walk begins above everything all the same.
  await page.evaluate(async () => {
    for (const _ of [1, 2]) await new Promise(requestAnimationFrame);
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute("tabindex");
    window.scrollTo(0, 0);
  });
  for (let step = 0; step < most; step += 1) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(() => {
      const one = document.activeElement;
      if (!one || one === document.body) return null;
      window.__stops ??= new WeakMap();
      if (!window.__stops.has(one)) window.__stops.set(one, Math.random());
      const ring = [one, one.closest(".option"), one.closest(".pill")].filter(Boolean).some((each) => {
        const style = getComputedStyle(each);
        return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
      });
      const name = (one.getAttribute("aria-label") || one.closest("label")?.textContent
        || (one.labels?.[0]?.textContent) || one.textContent || one.name || "").trim().replace(/\s+/g, " ");
      return { id: window.__stops.get(one), tag: one.tagName.toLowerCase(), name: name.slice(0, 60), ring };
    });
    if (stop === null) break;
    if (seen.has(stop.id) && stop.id !== stops.at(-1)?.id) break;
    // A date field has several stops inside one element.
    if (!seen.has(stop.id)) {
      assert.ok(stop.ring, `no focus ring on ${stop.tag} "${stop.name}"`);
      stops.push(stop);
    }
    seen.add(stop.id);
    assert.ok(step < most - 1, "the walk did not come to an end");
  }
  return stops.map(({ tag, name }) => ({ tag, name }));
}

/** As tall as a telephone or as a screen, and still again: what depends on the width is drawn in the next frame. */
export async function resize(page, width) {
  await page.setViewportSize({ width, height: width < 500 ? 844 : 900 });
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
}

/** Walks by Tab until something of this name has the focus. */
export async function tabTo(page, name) {
  for (let step = 0; step < 400; step += 1) {
    await page.keyboard.press("Tab");
    const here = await page.evaluate(() => {
      const one = document.activeElement;
      return (one.getAttribute("aria-label") || one.labels?.[0]?.textContent || one.textContent || "").trim().replace(/\s+/g, " ");
    });
    if (name.test(here)) return here;
  }
  throw new Error(`Tab does not reach ${name}`);
}

/** Presses Enter and waits for the page that it leads to. */
export async function enter(page) {
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
}
