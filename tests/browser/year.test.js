// The main path of a patient in a real browser: registered at the desk, asked, planned, booked, consented to; the guest's own
// page on a telephone. Once by mouse at 1440 px with scripts, once without any script. Each page is looked at by axe.
import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, house, openPage, shots, withHouse } from "./house.js";
import { fitsItsWidth, isAccessible } from "./looks.js";

withHouse();

/** What is asked of every page on the way. Without scripts axe cannot look; the width can. */
async function looked(page, name, scripts) {
  if (shots) await page.screenshot({ path: `${shots}/year-${name}.png`, fullPage: true });
  if (!scripts) return;
  await fitsItsWidth(page);
  await isAccessible(page);
}

/** Answers every group of the section with one no. */
async function denyAll(page) {
  for (let left = 40; left > 0; left -= 1) {
    const button = page.locator("details[open] > button, details[open] button").filter({ hasText: /^(None of these|No to the other)/ }).first();
    if (await button.count() === 0) return;
    await button.click();
    await page.waitForLoadState();
  }
  assert.fail("a group stays open");
}

for (const scripts of [true, false]) {
  test(`from the first call to a booked visit with its consent, ${scripts ? "by mouse" : "without scripts"}`, async () => {
    const name = scripts ? "Yara Yearlong" : "Zelda Quillfeather";
    const { page, complaints, close } = await openPage(browser, house, { width: 1440, scripts });
    const press = (label) => page.getByRole("button", { name: label }).first().click();
    const open = (label, within = page.locator("main")) => within.getByRole("link", { name: label }).first().click();
    const goOn = async () => { await page.getByRole("button", { name: "Save and continue" }).click(); await page.waitForLoadState(); };
    const door = (label) => open(label, page.getByRole("navigation", { name: "With this patient" }));

    await page.goto(house.link("Nurse"));
    await page.goto("/patients/new");
    await page.getByLabel("Full name").fill(name);
    await page.getByLabel("Day of birth").fill("1988-05-14");
    await press("Register");
    await page.waitForURL(/\/patients\/[0-9a-f]{32}/);
    const id = /patients\/([0-9a-f]{32})/.exec(page.url())[1];

    await page.goto(`/patients/${id}`);
    await looked(page, "chart-empty", scripts);
    await open(/Begin the consultation/);
    await press("Begin the consultation");
    await page.getByLabel("Melasma (brown patches)").selectOption("Most of all");
    await looked(page, "goals", scripts);
    await goOn();
    await page.getByRole("heading", { name: "Medical history", exact: true }).first().waitFor();
    await denyAll(page);
    await goOn();
    await page.getByRole("heading", { name: "Medicines and allergies", exact: true }).first().waitFor();
    await denyAll(page);
    await goOn();
    await page.getByText("It hardly burns").click();
    await page.getByText("Easily, a good brown").click();
    await goOn();
    await page.locator("nav#steps").getByRole("link", { name: "Summary" }).click();
    await press("Sign off");
    await page.getByText("Signed off").first().waitFor();

    await door("Chart");
    await page.getByRole("heading", { name: "What comes next" }).waitFor();
    await open(/Make the plan/);
    assert.ok(await page.getByRole("checkbox", { name: "Melasma" }).isChecked(), "what was wished stands in the form");
    await looked(page, "wishes", scripts);
    await press("Plan it");
    await page.getByText("Checked by an independent auditor").first().waitFor();
    await looked(page, "plan", scripts);
    await press("Agree this plan");
    await page.getByText("sessions done").first().waitFor();
    await looked(page, "agreed", scripts);

    await door("Chart");
    await looked(page, "chart", scripts);
    await open(/Find a time/);
    await page.locator("button[name=at]").first().click();
    await page.getByText("Booked.", { exact: true }).first().waitFor();
    await looked(page, "visit", scripts);
    await open("The chart, and what comes next");
    await open(/Read and sign\s*: Consent/);
    const ticks = page.locator("main form input[type=checkbox][name=meaning]");
    await ticks.first().check({ force: true });
    await page.getByLabel("Your full name").fill(name);
    await looked(page, "consent", scripts);
    await page.getByRole("button", { name: "Sign", exact: true }).click();
    await page.getByText("Holds until").waitFor();
    await open("What comes next");
    await page.getByRole("heading", { name: "What comes next" }).waitFor();
    assert.deepEqual(complaints, []);
    await close();
  });
}

test("what comes next, the plan and the measured course of a year, on a telephone and on a desk", async () => {
  for (const width of [390, 1440]) {
    const { page, complaints, close } = await openPage(browser, house, { width });
    await page.goto(house.link("Nurse"));
    await page.goto("/patients?q=amara+okafor");
    await page.locator("main a[href^='/patients/']", { hasText: "Amara Okafor" }).first().click();
    await page.getByRole("heading", { name: "What comes next" }).waitFor();
    assert.ok(await page.locator("svg.measured-chart .dot").count() >= 4, "the course is drawn");
    await looked(page, `amara-${width}`, true);
    for (const label of ["Plan", "Consultation", "Consents", "Sessions", "After"]) {
      await page.getByRole("navigation", { name: "With this patient" }).getByRole("link", { name: label, exact: true }).click();
      await looked(page, `amara-${label.toLowerCase()}-${width}`, true);
    }
    assert.deepEqual(complaints, []);
    await close();
  }
});

test("the guest's own page and who looked, on a telephone", async () => {
  const { page, complaints, close } = await openPage(browser, house, { width: 390 });
  const own = /filler\s+http:\/\/[^/]+(\/g\/\S+)/.exec(house.said())[1];
  await page.goto(own);
  await looked(page, "guest", true);
  await page.getByRole("link", { name: "Who looked into your record" }).click();
  await page.getByRole("heading", { name: "Who looked into your record" }).waitFor();
  await looked(page, "guest-looks", true);
  assert.deepEqual(complaints, []);
  await close();
});
