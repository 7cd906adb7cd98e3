// The small script, tried on the form of the gallery: quicker with it, the same without.
import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, house, openPage, withHouse } from "./house.js";

withHouse();

test("an answer follows what is typed: in place, focus kept, address kept", async () => {
  const { page, complaints, close } = await openPage(browser, house);
  await page.goto("/gallery");
  await page.evaluate(() => { window.__same = true; });
  await page.getByRole("combobox", { name: "Treatment" }).pressSequentially("<peel>");
  await page.getByText("Asked: <peel>").waitFor();
  assert.equal(await page.evaluate(() => window.__same), true, "the page was not loaded again");
  assert.equal(await page.evaluate(() => document.activeElement.name), "treatment");
  assert.equal(new URL(page.url()).searchParams.get("treatment"), "<peel>");
  await page.reload();
  assert.equal(await page.locator("#heard").innerText(), "Asked: <peel>");
  assert.deepEqual(complaints, []);
  await close();
});

test("without scripts the button gives the same answer", async () => {
  const { page, close } = await openPage(browser, house, { scripts: false });
  await page.goto("/gallery");
  await page.getByRole("combobox", { name: "Treatment" }).fill("<peel>");
  await page.getByRole("button", { name: "Ask" }).click();
  assert.equal(await page.locator("#heard").innerText(), "Asked: <peel>");
  assert.equal(await page.locator("[data-print]:visible").count(), 0, "what needs a script is not offered");
  await close();
});

test("a house that does not answer leaves the page as it is", async () => {
  const { page, close } = await openPage(browser, house);
  await page.goto("/gallery");
  await page.route("**/gallery?*", (route) => route.abort());
  const asked = page.waitForEvent("requestfailed");
  await page.getByRole("combobox", { name: "Treatment" }).fill("peel");
  await asked;
  await page.locator("#heard[aria-busy=false]").waitFor();
  assert.equal(await page.locator("#heard").innerText(), "Nothing asked yet.");
  await close();
});
