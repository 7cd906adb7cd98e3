// Every sample of every page, in a file of its own so that it is looked at beside the pages themselves: both take minutes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, house, openPage, shots, withHouse } from "./house.js";
import { fingersFit, fitsItsWidth, isAccessible, resize } from "./looks.js";

withHouse();

test("every sample of every page fits, is heard and is silent", async () => {
  const { page: list, close } = await openPage(browser, house);
  await list.goto("/gallery");
  const samples = await list.locator("a.row[href^='/gallery/']").evaluateAll((all) => all.map((one) => one.getAttribute("href")));
  await close();
  assert.ok(samples.length >= 3, "the gallery lists the samples");
  const faults = [];
  const { page, complaints, close: done } = await openPage(browser, house);
  for (const [n, address] of samples.entries()) {
    await page.goto(address);
    for (const width of [1440, 390]) {
      await resize(page, width);
      if (shots) await page.screenshot({ path: `${shots}/sample-${address.split("/").at(-1)}-${width}.png`, fullPage: true });
      // The markup is the same at both: each sample is heard once, in turn at one and at the other. Every page is heard at every
      // width beside this.
      const heard = width === (n % 2 === 0 ? 1440 : 390);
      for (const check of heard ? [fitsItsWidth, fingersFit, isAccessible] : [fitsItsWidth, fingersFit]) {
        await check(page).catch((fault) => faults.push(`${address} at ${width} px: ${fault.message}`));
      }
    }
    await resize(page, 1440);
  }
  assert.deepEqual(complaints, []);
  await done();
  assert.equal(faults.length, 0, faults.join("\n"));
});
