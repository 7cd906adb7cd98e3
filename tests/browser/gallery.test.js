// Every sample of every page, in a file of its own so that it is looked at beside the pages themselves: both take minutes.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { after, before, test } from "node:test";
import { openBrowser, openHouse, openPage } from "./house.js";
import { fingersFit, fitsItsWidth, isAccessible, resize } from "./looks.js";

const shots = process.env.SHOTS; // a folder: every sample is also kept as a picture to look at
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

test("every sample of every page fits, is heard and is silent", async () => {
  const { page: list, close } = await openPage(browser, house);
  await list.goto("/gallery");
  const samples = await list.locator("a.row[href^='/gallery/']").evaluateAll((all) => all.map((one) => one.getAttribute("href")));
  await close();
  assert.ok(samples.length >= 3, "the gallery lists the samples");
  const faults = [];
  const { page, complaints, close: done } = await openPage(browser, house);
  for (const address of samples) {
    await page.goto(address);
    for (const width of [1440, 390]) {
      await resize(page, width);
      if (shots) await page.screenshot({ path: `${shots}/sample-${address.split("/").at(-1)}-${width}.png`, fullPage: true });
      for (const check of [fitsItsWidth, fingersFit, isAccessible]) {
        await check(page).catch((fault) => faults.push(`${address} at ${width} px: ${fault.message}`));
      }
    }
    await resize(page, 1440);
  }
  assert.deepEqual(complaints, []);
  await done();
  assert.equal(faults.length, 0, faults.join("\n"));
});
