// Coming in and going out with the keyboard alone, with scripts and without.
import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, house, openPage, withHouse } from "./house.js";

withHouse();

for (const scripts of [true, false]) {
  test(`by keyboard ${scripts ? "with" : "without"} scripts: refused, let in, and out again`, async () => {
    const { page, complaints, close } = await openPage(browser, house, { scripts });
    await page.goto("/people");
    assert.match(page.url(), /\/sign-in\?to=\/people$/, "whoever is nobody is asked first");
    await page.locator("#login").focus();
    await page.keyboard.type("nurse@larkspur.example");
    await page.keyboard.press("Tab");
    await page.keyboard.type("not the password");
    await page.keyboard.press("Enter");
    await page.getByText("That did not open").waitFor();
    assert.equal(await page.locator("#login").inputValue(), "nurse@larkspur.example", "the name stays");
    assert.equal(await page.locator("#password").inputValue(), "", "the password does not");
    await page.locator("#password").focus();
    await page.keyboard.type("quiet harbour lamp");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Who works here" }).waitFor();
    await page.getByRole("button", { name: "Sign out" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await page.goto("/people");
    assert.match(page.url(), /\/sign-in/, "and nothing opens any more");
    assert.deepEqual(complaints, []);
    await close();
  });
}

test("the cookie is out of reach of scripts and of other sites", async () => {
  const { page, close } = await openPage(browser, house, { as: "Nurse" });
  const [cookie] = (await page.context().cookies()).filter((one) => one.name === "serein");
  assert.equal(cookie.httpOnly, true);
  assert.equal(cookie.sameSite, "Strict");
  assert.equal(await page.evaluate(() => document.cookie), "");
  await close();
});
