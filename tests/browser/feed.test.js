// Feeds as other programs read them: by the reader that a common calendar program uses, and which shares no code with us.
import assert from "node:assert/strict";
import { test } from "node:test";
import ICAL from "ical.js";
import { addressOf, browser, house, openPage, withHouse } from "./house.js";

withHouse();

/** The events behind an address, and the text as it came. */
async function read(address) {
  const response = await fetch(address);
  assert.equal(response.status, 200);
  assert.match(response.headers.get("content-type"), /^text\/calendar; charset=utf-8$/);
  const text = await response.text();
  for (const line of text.split("\r\n")) assert.ok(Buffer.byteLength(line) <= 75, line);
  const calendar = new ICAL.Component(ICAL.parse(text));
  return { text, calendar, events: calendar.getAllSubcomponents("vevent").map((one) => new ICAL.Event(one)) };
}

async function made(page, press = "Make an address") {
  await page.getByRole("button", { name: press }).click();
  return (await page.locator(".secret code").textContent()).trim();
}

test("one's own visits, made by keyboard, read by another program, made anew and ended", async () => {
  const { page, complaints, close } = await openPage(browser, house, { as: "Nurse" });
  await page.goto("/calendar/feed");
  await page.getByRole("button", { name: "Make an address" }).focus();
  await page.keyboard.press("Enter");
  const address = (await page.locator(".secret code").textContent()).trim();
  const { calendar, events } = await read(address);
  assert.equal(calendar.getFirstPropertyValue("version"), "2.0");
  assert.equal(calendar.getFirstPropertyValue("method"), "PUBLISH");
  assert.ok(events.length > 5, `${events.length} visits`);
  assert.equal(new Set(events.map((one) => one.uid)).size, events.length, "each visit once");
  for (const event of events) {
    assert.ok(event.endDate.compare(event.startDate) > 0, event.summary);
    assert.equal(event.startDate.zone.tzid, "UTC");
    assert.ok(event.sequence >= 1);
    assert.match(event.summary, /^(\S+\. )+\S/, "first letters and the treatment");
  }
  await page.goto("/calendar/feed");
  await page.getByLabel("Only that there is a visit").check();
  const anew = await made(page, "Make the address anew");
  assert.equal((await fetch(address)).status, 410, "the address before is over");
  assert.ok((await read(anew)).events.every((one) => one.summary === "Visit"));
  await page.goto("/calendar/feed");
  await page.getByRole("button", { name: "End this address" }).click();
  await page.getByRole("heading", { name: "No address yet" }).waitFor();
  assert.equal((await fetch(anew)).status, 410);
  assert.deepEqual(complaints, []);
  await close();
});

test("a guest's calendar says when and where, and nothing of what is done", async () => {
  const { page, close } = await openPage(browser, house, { as: "Front desk" });
  const nurse = await openPage(browser, house, { as: "Nurse" });
  const address = await addressOf(nurse.page, "/patients/{patient}/feed", "Beatrix Lund");
  await nurse.close();
  await page.goto(address);
  const { events } = await read(await made(page));
  for (const event of events) {
    assert.match(event.summary, /^Appointment at /);
    assert.equal(event.description, null);
  }
  await close();
});
