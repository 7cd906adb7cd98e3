// A session in a real browser: repeated with few presses, charted by pointer and by keyboard, without scripts as well.
import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, house, openPage, shots, withHouse } from "./house.js";
import { fingersFit, fitsItsWidth, isAccessible, keyboardWalk } from "./looks.js";
import { widths } from "./pages.js";

// A pass of the door lets one session begin: one guest is charted to the signature, the other keeps a draft for the rest.
let nurse, patient, other, draft;
withHouse(async () => {
  nurse = await signedIn("Nurse");
  patient = await found("Beatrix Lund");
  other = await found("Ottilie Brandt");
});

/** A page of its own for whoever has this role, signed in by the printed link. */
async function signedIn(role, options) {
  const opened = await openPage(browser, house, options);
  await opened.page.goto(house.link(role));
  return opened;
}

const password = () => /password of everybody is `([^`]+)`/.exec(house.said())[1];

/** The id of a guest of the demonstration. */
async function found(name) {
  await nurse.page.goto(`/patients?q=${encodeURIComponent(name)}`);
  const href = await nurse.page.locator("main a[href^='/patients/']", { hasText: name }).first().getAttribute("href");
  return /\/patients\/([0-9a-f]{32})/.exec(href)[1];
}

/** Opens the draft of the other guest; begins it, empty, the first time. */
async function begin(page) {
  if (draft) {
    await page.goto(draft);
    return;
  }
  await page.goto(`/patients/${other}/sessions/new?treatment=botulinum`);
  await page.getByRole("button", { name: "Begin empty" }).click();
  await page.waitForURL(/sessions\/[0-9a-f]{32}/);
  draft = new URL(page.url()).pathname;
}

/** Counts what really reaches the pages: every press of a finger or a pointer, and every key. */
async function counted(context) {
  let presses = 0;
  await context.exposeFunction("pressed", () => { presses += 1; });
  await context.addInitScript(() => {
    for (const kind of ["pointerdown", "keydown"]) {
      addEventListener(kind, (event) => { if (event.isTrusted) globalThis.pressed(kind); }, { capture: true });
    }
  });
  return () => presses;
}

test("a routine repeat is charted in at most twelve presses", async () => {
  const { page, close } = await signedIn("Nurse", { width: 820 });
  const presses = await counted(page.context());
  await page.goto(`/patients/${patient}/sessions/new?treatment=botulinum`);
  await page.getByRole("button", { name: "Begin, same as last time" }).click();
  await page.waitForURL(/sessions\/[0-9a-f]{32}/);
  assert.equal(await page.locator(".point-row").count(), 4);
  assert.match(await page.locator(".totals").innerText(), /22 U/);
  assert.equal(presses(), 1, "a press that reaches the page is counted");
  // The key ring of the browser fills in what proves the signer after one press on the field.
  await page.getByLabel("Your password").click();
  await page.getByLabel("Your password").fill(password());
  await page.getByRole("button", { name: "Sign", exact: true }).click();
  await page.getByText("Signed, waits for a second signature").waitFor();
  console.log(`presses of a routine repeat: ${presses()}`);
  assert.ok(presses() <= 12, `${presses()} presses`);
  await close();
});

test("points are set by a press on the drawing, mirrored, and taken away", async () => {
  const { page } = nurse;
  await begin(page);
  await page.getByLabel("Next point: amount").fill("2.5");
  await page.locator(".face-press").click({ position: { x: 220, y: 154 } });
  await page.locator(".point-row").waitFor();
  await page.getByRole("button", { name: "Mirror to the other side" }).click();
  await page.waitForFunction(() => document.querySelectorAll(".point-row").length === 2);
  const zones = await page.locator("[id^=zone_]").evaluateAll((all) => all.map((one) => one.value));
  assert.deepEqual(zones, ["periorbital_l", "periorbital_r"]);
  assert.match(await page.locator(".totals").innerText(), /5 U/);
  await page.getByRole("button", { name: "Take point 1 away" }).click();
  await page.waitForFunction(() => document.querySelectorAll(".point-row").length === 1);
});

test("by keyboard alone, and without scripts, a point is added from the list", async () => {
  const { page, close } = await signedIn("Nurse", { scripts: false });
  await begin(page);
  const before = await page.locator(".point-row").count();
  await page.getByLabel("Next point: amount").focus();
  await page.keyboard.type("4");
  await page.getByLabel("Or add a point in a zone").focus();
  await page.keyboard.type("Glab");
  await page.getByRole("button", { name: "Add point" }).focus();
  await page.keyboard.press("Enter");
  await page.locator(".point-row").nth(before).waitFor();
  assert.equal(await page.locator(`#zone_${before}`).inputValue(), "glabella");
  await close();
});

test("a wrong value is told beside its field and stays to be put right", async () => {
  const { page } = nurse;
  await begin(page);
  // The browser would stop a number that is out of range; what comes past it is told by the house.
  await page.locator("form.treat").evaluate((form) => form.setAttribute("novalidate", ""));
  await page.locator("#diluent_ml").fill("900");
  await page.getByRole("button", { name: "Keep draft" }).click();
  await page.locator("#diluent_ml-error").waitFor();
  assert.match(await page.locator("#diluent_ml-error").innerText(), /from 0.1 to 50 ml/);
  assert.equal(await page.locator("#diluent_ml").inputValue(), "900");
});

test("an emergency is one press away, and every step is logged", async () => {
  const { page } = nurse;
  await begin(page);
  await page.getByRole("link", { name: "Occlusion" }).click();
  await page.getByRole("heading", { level: 1, name: /Vascular occlusion/ }).waitFor();
  await page.getByRole("button", { name: "Done now" }).first().click();
  await page.locator("#log, .log li").first().waitFor();
  assert.match(await page.locator(".log").innerText(), /Stop injecting at once/);
});

test("pages of sessions and of the shelf fit, are heard and can be walked at every width", async () => {
  await begin(nurse.page, true);
  const session = new URL(nurse.page.url()).pathname;
  const looked = [
    ["session", session],
    ["session-new", `/patients/${patient}/sessions/new?treatment=botulinum`],
    ["emergency", `/patients/${patient}/emergency/anaphylaxis`],
    ["stock", "/stock"],
    ["catalogue", "/catalogue"],
    ["devices", "/devices"],
    ["review", "/review"],
  ];
  for (const width of widths) {
    const { page, complaints, close } = await signedIn("Medical director", { width });
    for (const [name, path] of looked) {
      const own = name.startsWith("session") || name === "emergency";
      const here = own ? (await signedIn("Nurse", { width })) : { page, close: async () => {} };
      await here.page.goto(path);
      await here.page.evaluate(() => document.fonts.ready);
      if (shots) await here.page.screenshot({ path: `${shots}/${name}-${width}.png`, fullPage: true });
      await fitsItsWidth(here.page);
      await fingersFit(here.page);
      await isAccessible(here.page);
      if (width === 1440) await keyboardWalk(here.page);
      await here.close();
    }
    assert.deepEqual(complaints, []);
    await close();
  }
});
