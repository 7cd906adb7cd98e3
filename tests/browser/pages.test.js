// Every page at every width: heard by axe, inside its width, silent in the console, whole without scripts, by keyboard and
// on paper.
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { addressOf, browser, house, openPage, shots, withHouse } from "./house.js";
import { fingersFit, fitsItsWidth, isAccessible, keyboardWalk, resize } from "./looks.js";
import { pages, widths } from "./pages.js";

withHouse();

// Who signs in does so once, with scripts and once without: one window of the browser for each, used for every page.
const windows = new Map();
function windowOf(as, scripts) {
  const key = `${as} ${scripts}`;
  if (!windows.has(key)) windows.set(key, openPage(browser, house, { as, scripts }));
  return windows.get(key);
}
const charts = new Map();
async function addressIn(page, path, of) {
  if (of && !charts.has(of)) charts.set(of, await addressOf(page, "{patient}", of));
  return of ? path.replace("{patient}", charts.get(of)) : path;
}

/** What a page says, as it is compared with the same page without scripts. */
async function wordsOf(page) {
  const said = await page.locator("main :is(h1, h2, h3, p, li, dt, dd, label, legend, summary)").allInnerTexts();
  // What is said of passkeys is of scripts: that they need them, or where they would work.
  const both = said.filter((one) => one !== "" && !/passkey needs scripts|^Passkeys work when/.test(one));
  // The letters for the app are new each time they are shown.
  return both.map((one) => one.replace(/\b[A-Z2-7]{32}\b/, "letters"));
}

for (const { name, path, heading, as, of, status = 200 } of pages) {
  // The page is opened once and looked at in every way: made narrower as a window is, walked, and put on paper.
  describe(name, () => {
    let opened, answer, said;
    before(async () => {
      opened = await windowOf(as, true);
      const { page, complaints } = opened;
      const address = await addressIn(page, path, of);
      complaints.length = 0;
      await page.emulateMedia({ media: null }); // the page before may have stopped on paper
      await resize(page, Math.max(...widths));
      answer = await page.goto(address);
      await page.evaluate(() => document.fonts.ready);
      said = await wordsOf(page);
    });

    test("it opens, with its status and its heading", async () => {
      assert.equal(answer.status(), status);
      assert.match((await opened.page.locator("h1").innerText()).replace(/\s+/g, " "), new RegExp(`^${heading}`));
    });

    test("by keyboard: the skip link first, then every stop with its ring", async () => {
      const stops = await keyboardWalk(opened.page);
      await opened.page.evaluate(() => document.activeElement?.blur()); // the walk ends where it began: on the skip link
      assert.equal(stops[0]?.name, "Skip to the page");
      assert.equal(stops[1]?.name, "Serein");
    });

    for (const width of widths.toReversed()) {
      test(`${width} px`, async () => {
        const { page, complaints } = opened;
        await resize(page, width);
        if (shots) await page.screenshot({ path: `${shots}/${name}-${width}.png`, fullPage: true });
        await fitsItsWidth(page);
        await fingersFit(page);
        await isAccessible(page);
        assert.deepEqual(complaints, []);
      });
    }

    test("on paper nothing sticks out and nothing is left to press", async () => {
      const { page } = opened;
      await page.emulateMedia({ media: "print" });
      await page.setViewportSize({ width: 720, height: 900 });
      if (shots) await page.screenshot({ path: `${shots}/${name}-print.png`, fullPage: true });
      await fitsItsWidth(page);
      assert.equal(await page.locator(".btn:visible, .find:visible").count(), 0);
      await page.emulateMedia({ media: null });
    });

    test("without scripts it says the same", async () => {
      const { page } = await windowOf(as, false);
      await page.goto(await addressIn(page, path, of));
      assert.deepEqual(await wordsOf(page), said);
    });
  });
}
