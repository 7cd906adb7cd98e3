// The consultation's main path by keyboard, at three widths, with and without scripts; photographs with the slider.
import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, house, openPage, withHouse } from "./house.js";
import { fingersFit, fitsItsWidth, isAccessible, keyboardWalk } from "./looks.js";
import { widths } from "./pages.js";

withHouse();

/** A fresh page of the nurse, and a guest of this name who is registered there. */
async function withGuest(name, options = {}) {
  const opened = await openPage(browser, house, options);
  const { page } = opened;
  await page.goto(house.link("Nurse"));
  await page.goto("/patients/new");
  await page.getByLabel("Full name").fill(name);
  await page.getByLabel(/birth/i).fill("1992-03-04");
  await page.locator("main form").last().getByRole("button").first().click();
  await page.waitForURL(/\/patients\/[0-9a-f]{32}/);
  const id = /patients\/([0-9a-f]{32})/.exec(page.url())[1];
  return { ...opened, id };
}

test("the main path by keyboard: goals, a group denied, the sun, a zone, signed off", async () => {
  const { page, complaints, close, id } = await withGuest("Kaya Keyboard");
  await page.goto(`/patients/${id}/consult`);
  await page.getByRole("button", { name: "Begin the consultation" }).press("Enter");
  await page.getByRole("heading", { name: "Goals", exact: true }).waitFor();
  await page.getByLabel("In your own words").fill("Even skin <b>please</b>");
  await page.getByLabel("Melasma (brown patches)").selectOption("Most of all");
  await page.locator("#saved", { hasText: "Kept." }).waitFor();
  await page.getByRole("button", { name: "Save and continue" }).press("Enter");
  await page.waitForURL(/consult\/history/);

  await page.locator("#g-skin").getByRole("button", { name: "None of these" }).press("Enter");
  await page.locator("#g-skin summary", { hasText: "all 15 answered" }).waitFor();
  const strip = await page.locator("#strip").innerText();
  assert.match(strip, /clear today/);

  await page.goto(`/patients/${id}/consult/skin`);
  await page.getByRole("radio", { name: "It burns very rarely" }).press("Space");
  await page.getByRole("radio", { name: "Quickly, a deep brown" }).press("Space");
  await page.locator("#score", { hasText: "type V" }).waitFor();

  await page.goto(`/patients/${id}/consult/concerns`);
  const chin = page.locator('.face a[data-zone="chin"]');
  await chin.focus();
  await page.keyboard.press("Space");
  assert.equal(await page.locator("#z-chin input").isChecked(), true, "the map marks the list");
  await page.locator("#saved", { hasText: "Kept." }).waitFor();
  await page.getByRole("group", { name: "Chin" }).getByLabel("Area involved").fill("40");
  await page.getByRole("radiogroup", { name: "Chin, darkness" }).getByRole("radio", { name: /3 Marked/ }).press("Space");
  await page.locator("#score", { hasText: "6 to read" }).waitFor();
  await page.locator('.face a[data-zone="chin"] .w3').waitFor();

  await page.goto(`/patients/${id}/consult`);
  assert.match(page.url(), /consult\/concerns/, "it resumes where it was left");
  await page.goto(`/patients/${id}/consult/summary`);
  await page.getByRole("button", { name: "Sign off" }).press("Enter");
  await page.getByText("Signed off. The answers stand in the chart.").waitFor();
  assert.deepEqual(complaints, []);
  await close();
});

test("without scripts the same answers are kept by the buttons", async () => {
  const { page, close, id } = await withGuest("Nora Noscript", { scripts: false });
  await page.goto(`/patients/${id}/consult`);
  await page.getByRole("button", { name: "Begin the consultation" }).click();
  await page.getByLabel("Acne").selectOption("Much");
  await page.getByRole("button", { name: "Save and continue" }).click();
  await page.goto(`/patients/${id}/consult/concerns?concern=acne`);
  await page.locator("#z-nose input").check({ force: true });
  for (const area of ["Forehead", "Right cheek", "Left cheek", "Nose", "Chin", "Chest and upper back"]) {
    await page.getByRole("radiogroup", { name: `${area}, worst lesion` }).getByRole("radio", { name: /2 Papule/ }).check({ force: true });
  }
  await page.getByRole("button", { name: "Save and continue" }).click();
  await page.goto(`/patients/${id}/consult/concerns?concern=acne`);
  assert.match((await page.locator("#score").innerText()).replace(/\s+/g, " "), /GAGS 22 of 44, moderate/);
  await close();
});

test("every section at every width: accessible, fitting, and walked by Tab", async () => {
  const first = await withGuest("Wilma Width");
  await first.page.goto(`/patients/${first.id}/consult`);
  await first.page.getByRole("button", { name: "Begin the consultation" }).click();
  await first.close();
  for (const width of widths) {
    const { page, complaints, close } = await openPage(browser, house, { width });
    await page.goto(house.link("Nurse"));
    for (const section of ["goals", "history", "medicines", "skin", "concerns", "living", "photographs", "body-image", "summary"]) {
      await page.goto(`/patients/${first.id}/consult/${section}`);
      await isAccessible(page);
      await fitsItsWidth(page);
      if (width < 1000) await fingersFit(page);
      if (section === "concerns" && width === 1440) {
        const stops = await keyboardWalk(page, 400);
        assert.ok(stops.some(({ name }) => /Chin/.test(name)), "the map is reached by Tab");
      }
    }
    await page.goto(`/patients/${first.id}/photos`);
    await isAccessible(page);
    await fitsItsWidth(page);
    assert.deepEqual(complaints, []);
    await close();
  }
});

test("a tablet that was handed over opens the questions, not the chart, and is given back", async () => {
  const { page, close, id } = await withGuest("Tabea Tablet", { width: 820 });
  await page.goto(`/patients/${id}/consult`);
  await page.getByRole("button", { name: "Begin the consultation" }).click();
  await page.getByRole("button", { name: "Hand the tablet over" }).click();
  await page.waitForURL(/\/tablet\/goals/);
  assert.equal(await page.getByText("What this already means").count(), 0);
  await page.getByLabel("In your own words").fill("Less redness");
  await page.locator("#saved", { hasText: "Kept." }).waitFor();
  await isAccessible(page);
  await page.goto(`/patients/${id}`);
  assert.match(page.url(), /sign-in/, "the chart stays closed");
  await page.goto("/tablet");
  await page.getByRole("button", { name: "I am done, take the tablet back" }).click();
  await page.getByRole("heading", { name: "Thank you" }).waitFor();
  await page.goto("/tablet");
  await page.getByRole("heading", { name: "no longer opens" }).waitFor();
  await close();
});
