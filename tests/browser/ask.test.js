// Asking as a person does it: by typing, by keyboard only, and with scripts off.
import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, house, openPage, withHouse } from "./house.js";
import { answered } from "./pages.js";

withHouse();

const heading = (page) => page.locator("h1").innerText();

test("by keyboard only: a brand is typed, taken, and the answer is there", async () => {
  const { page, complaints, close } = await openPage(browser, house);
  await page.goto("/ask");
  assert.equal(await page.evaluate(() => document.activeElement.id), "add", "typing begins where it should");
  await page.keyboard.type("roaccut");
  await page.getByRole("button", { name: /Roaccutane/ }).waitFor();
  await page.keyboard.type("ane");
  await page.keyboard.press("Enter");
  await page.locator("#f1").waitFor();
  assert.match(await page.locator("#f1 legend").innerText(), /Roaccutane \(isotretinoin\)/);
  assert.match(await heading(page), /stop/);
  assert.match(new URL(page.url()).search, /f1=drug:Roaccutane/);
  assert.deepEqual(complaints, []);
  await close();
});

test("what is changed answers in place, and the address keeps it", async () => {
  const { page, complaints, close } = await openPage(browser, house);
  await page.goto(`/ask?${answered}`);
  const before = await heading(page);
  await page.evaluate(() => { window.__same = true; });
  await page.getByLabel("Last dose").fill("2024-01-01");
  await page.waitForFunction((was) => document.querySelector("h1").innerText !== was, before);
  assert.equal(await page.evaluate(() => window.__same), true, "the page was not loaded again");
  assert.equal(new URL(page.url()).searchParams.get("f1-until"), "2024-01-01");
  const live = await heading(page);
  await page.reload();
  assert.equal(await heading(page), live, "the address gives the same answer");
  assert.deepEqual(complaints, []);
  await close();
});

test("without scripts: the same word, an answer to a question, a fact taken away and put back", async () => {
  const { page, close } = await openPage(browser, house, { scripts: false });
  await page.goto("/ask");
  await page.locator("#add").fill("pregnant");
  await page.locator("#add").press("Enter");
  assert.match(await page.locator("#f1 legend").innerText(), /Pregnancy/);
  await page.goto(`/ask?${answered}`);
  const open = page.locator("#questions");
  assert.match(await open.innerText(), /Are you pregnant/);
  await open.getByRole("button", { name: /^No/ }).click();
  assert.equal(await page.locator("#questions").getByText("Are you pregnant").count(), 0);
  await page.locator("#f1").getByRole("button", { name: /^Remove/ }).click();
  assert.equal(await page.locator("#f1 legend").filter({ hasText: "Roaccutane" }).count(), 0);
  await page.getByRole("button", { name: /^(Undo|Put)/ }).click();
  assert.match(await page.locator("#f1 legend").innerText(), /Roaccutane/);
  await close();
});
