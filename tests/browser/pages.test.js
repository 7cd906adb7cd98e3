// Every page at every width: heard by axe, inside its width, silent in the console, whole without scripts.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { addressOf, openBrowser, openHouse, openPage } from "./house.js";
import { fingersFit, fitsItsWidth, isAccessible, keyboardWalk } from "./looks.js";
import { pages, widths } from "./pages.js";

const shots = process.env.SHOTS; // a folder: every page is also kept as a picture to look at
let house, browser;
before(async () => {
  if (shots) mkdirSync(shots, { recursive: true });
  house = await openHouse();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await house?.close();
});

for (const { name, path, heading, as, of, status = 200 } of pages) {
  describe(name, () => {
    for (const width of widths) {
      test(`${width} px`, async () => {
        const { page, complaints, close } = await openPage(browser, house, { width, as });
        const answer = await page.goto(await addressOf(page, path, of));
        assert.equal(answer.status(), status);
        await page.evaluate(() => document.fonts.ready);
        assert.match((await page.locator("h1").innerText()).replace(/\s+/g, " "), new RegExp(`^${heading}`));
        if (shots) await page.screenshot({ path: `${shots}/${name}-${width}.png`, fullPage: true });
        await fitsItsWidth(page);
        await fingersFit(page);
        await isAccessible(page);
        assert.deepEqual(complaints, []);
        await close();
      });
    }

    test("without scripts it says the same", async () => {
      const words = [];
      for (const scripts of [true, false]) {
        const { page, close } = await openPage(browser, house, { scripts, as });
        await page.goto(await addressOf(page, path, of));
        // The letters for the app are new each time they are shown.
        const said = await page.locator("main :is(h1, h2, h3, p, li, dt, dd, label, legend, summary)").allInnerTexts();
        // What is said of passkeys is of scripts: that they need them, or where they would work.
        const both = said.filter((one) => one !== "" && !/passkey needs scripts|^Passkeys work when/.test(one));
        words.push(both.map((one) => one.replace(/\b[A-Z2-7]{32}\b/, "letters")));
        await close();
      }
      assert.deepEqual(words[1], words[0]);
    });

    test("by keyboard: the skip link first, then every stop with its ring", async () => {
      const { page, close } = await openPage(browser, house, { as });
      await page.goto(await addressOf(page, path, of));
      const stops = await keyboardWalk(page);
      assert.equal(stops[0]?.name, "Skip to the page");
      assert.equal(stops[1]?.name, "Serein");
      await close();
    });

    test("on paper nothing sticks out and nothing is left to press", async () => {
      const { page, close } = await openPage(browser, house, { width: 720, media: "print", as });
      await page.goto(await addressOf(page, path, of));
      if (shots) await page.screenshot({ path: `${shots}/${name}-print.png`, fullPage: true });
      await fitsItsWidth(page);
      assert.equal(await page.locator(".btn:visible, .find:visible").count(), 0);
      await close();
    });
  });
}

test("every sample of every page fits, is heard and is silent", async () => {
  const { page: list, close } = await openPage(browser, house);
  await list.goto("/gallery");
  const samples = await list.locator("a.row[href^='/gallery/']").evaluateAll((all) => all.map((one) => one.getAttribute("href")));
  await close();
  assert.ok(samples.length >= 3, "the gallery lists the samples");
  const faults = [];
  for (const width of [390, 1440]) {
    const { page, complaints, close: done } = await openPage(browser, house, { width });
    for (const address of samples) {
      await page.goto(address);
      if (shots) await page.screenshot({ path: `${shots}/sample-${address.split("/").at(-1)}-${width}.png`, fullPage: true });
      for (const check of [fitsItsWidth, fingersFit, isAccessible]) {
        await check(page).catch((fault) => faults.push(`${address} at ${width} px: ${fault.message}`));
      }
    }
    assert.deepEqual(complaints, []);
    await done();
  }
  assert.equal(faults.length, 0, faults.join("\n"));
});
