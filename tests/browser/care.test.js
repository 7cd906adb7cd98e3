// Consent, the door and the days after, as the people of the demonstration do them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, house, openPage, shots, withHouse } from "./house.js";
import { fingersFit, fitsItsWidth, isAccessible } from "./looks.js";
import { widths } from "./pages.js";

let ways;
withHouse(() => {
  const link = (what) => new RegExp(`${what}\\s+http://[^/]+(/\\S+)`).exec(house.said())?.[1];
  ways = { nurse: link("Nurse"), prescriber: link("Prescriber"), director: link("director"), guest: link("filler\\n") };
  assert.ok(ways.nurse && ways.prescriber && ways.director && ways.guest, house.said());
});

/** A page on which somebody is signed in, and the chart of this patient. */
async function at(role, name, options) {
  const opened = await openPage(browser, house, options);
  await opened.page.goto(ways[role]);
  await opened.page.goto(`/patients?q=${encodeURIComponent(name)}`);
  const chart = await opened.page.locator("a[href^='/patients/']", { hasText: name }).first().getAttribute("href");
  return { ...opened, chart: chart.split("?")[0] };
}

async function looksRight(page, name, width) {
  await page.evaluate(() => document.fonts.ready);
  if (shots) await page.screenshot({ path: `${shots}/${name}-${width}.png`, fullPage: true });
  await fitsItsWidth(page);
  await fingersFit(page);
  await isAccessible(page);
}

for (const width of widths) {
  test(`consents, door, after, tasks and the guest's page at ${width} px`, async () => {
    const { page, complaints, chart, close } = await at("nurse", "Mira Castellane", { width });
    for (const [name, path] of [
      ["consents", `${chart}/consents`],
      ["consent", `${chart}/consents/filler_ha`],
      ["door", `${chart}/door/filler_ha?zone=lip_upper`],
      ["after", `${chart}/after`],
      ["tasks", "/tasks"],
      ["recall", "/recall?lot=none"],
    ]) {
      const answer = await page.goto(path);
      assert.equal(answer.status(), 200, path);
      await looksRight(page, name, width);
    }
    assert.deepEqual(complaints, []);
    await close();
    const guest = await openPage(browser, house, { width });
    await guest.page.goto(ways.guest);
    assert.match(await guest.page.locator("main").innerText(), /One day after hyaluronic acid filler/i);
    await looksRight(guest.page, "guest", width);
    assert.deepEqual(guest.complaints, []);
    await guest.close();
  });
}

test("by keyboard only, without scripts: a text is understood and signed", async () => {
  const { page, chart, close } = await at("nurse", "Inés Valcourt", { scripts: false });
  await page.goto(`${chart}/consents/botulinum`);
  await page.getByRole("button", { name: "Sign", exact: true }).focus();
  await page.keyboard.press("Enter");
  await page.getByText("Choose an answer").waitFor();
  await page.getByLabel("Wait for the review on day 14").focus();
  await page.keyboard.press("Space");
  await page.getByRole("button", { name: "Sign", exact: true }).press("Enter");
  await page.getByText("Let us talk about this one").waitFor();
  await page.getByLabel("Call the emergency number").focus();
  await page.keyboard.press("Space");
  await page.getByLabel(/I have read and understood/).focus();
  await page.keyboard.press("Space");
  await page.getByLabel("Your full name").focus();
  await page.keyboard.type("Inés Valcourt");
  await page.keyboard.press("Enter");
  await page.getByText("SHA-256 of the text").waitFor();
  await close();
});

test("what a guest tells at night is answered at once, and stands among the tasks", async () => {
  const guest = await openPage(browser, house, { width: 390 });
  await guest.page.goto(ways.guest);
  await guest.page.getByText("Tell us more").click();
  await guest.page.getByLabel("In your own words").fill("my lip turned pale and blotchy and the pain is getting worse");
  await guest.page.getByRole("button", { name: "Send" }).click();
  assert.match(await guest.page.getByRole("status").innerText(), /Somebody must speak to you now[\s\S]*at night/);
  if (shots) await guest.page.screenshot({ path: `${shots}/guest-urgent-390.png`, fullPage: true });
  await isAccessible(guest.page);
  await guest.close();
  const nurse = await openPage(browser, house);
  await nurse.page.goto(ways.nurse);
  await nurse.page.goto("/tasks");
  assert.match(await nurse.page.locator("main").innerText(), /Mira Castellane[\s\S]*Call back within 15 minutes/);
  await nurse.close();
});

test("a red line is not clicked away, a reason is read by the director", async () => {
  const nurse = await at("nurse", "Inés Valcourt");
  await nurse.page.goto(`${nurse.chart}/door/microneedling`);
  await nurse.page.getByRole("button", { name: "Start" }).click();
  await nurse.page.getByText("These lines still stand").waitFor();
  await nurse.close();
  const director = await openPage(browser, house);
  await director.page.goto(ways.director);
  await director.page.goto("/overrides");
  assert.match(await director.page.locator("main").innerText(), /the result is judged by a score instead/);
  await looksRight(director.page, "overrides", 1440);
  await director.close();
});
