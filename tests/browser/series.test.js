// A series as a person without a mouse keeps it: booked as a whole, one visit moved with what must follow it, called off; and what a
// place says that is taken.
import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, house, openPage, shots, withHouse } from "./house.js";
import { enter, fingersFit, fitsItsWidth, isAccessible, tabTo } from "./looks.js";
import { widths } from "./pages.js";

withHouse();

async function patientOf(page, name) {
  await page.goto(`/calendar/new?q=${encodeURIComponent(name)}`);
  const href = await page.locator("#found a", { hasText: name }).first().getAttribute("href");
  return /patient=([0-9a-f]+)/.exec(href)[1];
}

async function look(page, name) {
  await isAccessible(page);
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    await fitsItsWidth(page);
    await fingersFit(page);
    if (shots) await page.screenshot({ path: `${shots}/${name}-${width}.png`, fullPage: true });
  }
  await page.setViewportSize({ width: 1440, height: 900 });
}

/** A series of three visits of red light, three days apart, by keyboard alone; the address of its first. */
async function booked(page, patient) {
  // Late enough that the first can come a day earlier.
  const from = new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 10);
  await page.goto(`/calendar/series?patient=${patient}&service=led&sessions=3&min=2&ideal=3&max=5&day=${from}`);
  await tabTo(page, /^Find the best dates$/);
  await enter(page);
  await tabTo(page, /^Book all 3/);
  await enter(page);
  await page.locator(".notice b", { hasText: "Booked." }).waitFor();
  return new URL(page.url()).pathname;
}

/** The days of the series in its order, from the page of one of its visits. */
const days = async (page) => (await page.locator("section.card, .card", { hasText: "The series" }).locator("ol.history li").allInnerTexts())
  .filter((line) => /booked|confirmed/.test(line));

test("by keyboard alone a series is booked, one visit moves with what must follow it, all is undone, and it is called off", async () => {
  const { page, complaints, close } = await openPage(browser, house, { as: "Front desk" });
  // What else a guest comes for may keep a visit from a day as well: somebody for whom only the series does.
  let first, before, second, day, time;
  for (const name of ["Tomas Nakamura", "Hanna Nakamura", "Ivo Nakamura", "Mara Nakamura", "Kit Nakamura"]) {
    first = await booked(page, await patientOf(page, name));
    before = await days(page);
    assert.equal(before.length, 3);
    // The second goes to the day after the first: too near, so what must move with it is proposed.
    await page.locator("ol.history a", { hasText: "Step 2" }).click();
    second = new URL(page.url()).pathname;
    [day, time] = await page.evaluate(async (address) => {
      const page = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
      const next = new Date(`${page.querySelector("#on-day").value}T12:00:00Z`);
      next.setUTCDate(next.getUTCDate() + 1);
      return [next.toISOString().slice(0, 10), page.querySelector("#on-time").value];
    }, first);
    const told = await page.evaluate(async (address) => (await fetch(address)).json(), `${second}/verdict?at=${day}T${time}`);
    if (told.link?.includes("/with-rest")) break;
    console.log(`another guest than ${name}: ${told.says}`);
    await page.goto(first);
    await page.getByRole("button", { name: /^Cancel this and the 2 after it$/ }).click();
    await page.locator(".notice b", { hasText: "Cancelled." }).waitFor();
    second = undefined;
  }
  assert.ok(second, "somebody's visit is kept by its series alone");
  await tabTo(page, /^Another time$/);
  await page.keyboard.press("Enter");
  await page.locator("#on-day").fill(day);
  await page.locator("#on-time").fill(time);
  await tabTo(page, /^Move it to this time$/);
  await enter(page);
  await page.getByText("Together with the rest").first().waitFor();
  const said = await page.locator(".shifts").innerText();
  assert.match(said, /because this is the time that was wished\./);
  assert.match(said, /because it comes at least 2 days/);
  await look(page, "with-rest");
  await tabTo(page, /^Move (both|all \d)$/);
  await enter(page);
  await page.locator(".notice b", { hasText: "Moved together." }).waitFor();
  await page.goto(second);
  assert.notDeepEqual(await days(page), before);
  await look(page, "moved-together");
  await tabTo(page, /^Undo the repair$/);
  await enter(page);
  await page.locator(".notice b", { hasText: "Undone. Every visit is where it was." }).waitFor();
  assert.deepEqual((await days(page)).map((line) => line.replace(/^(This one|Step \d)/, "")), before.map((line) => line.replace(/^(This one|Step \d)/, "")));
  await page.goto(first);
  await tabTo(page, /^Cancel this and the 2 after it$/);
  await enter(page);
  await page.locator(".notice b", { hasText: "Cancelled. The time is free again." }).waitFor();
  assert.deepEqual(complaints, []);
  await close();
});

test("a place that is taken asks for a reason, without scripts as well, and the board shows what lies over another", async () => {
  for (const scripts of [true, false]) {
    const { page, complaints, close } = await openPage(browser, house, { as: "Front desk", scripts });
    const [one, other] = [await patientOf(page, scripts ? "Hanna Soler" : "Bela Soler"), await patientOf(page, scripts ? "Ivo Soler" : "Mara Soler")];
    const times = async (patient) => {
      await page.goto(`/calendar/new?patient=${patient}&service=led`);
      return page.locator("button[name=at]").evaluateAll((all) => all.map((button) => button.value));
    };
    // Whoever comes on that day already is not offered it: a time that suits both.
    const offered = new Set(await times(other));
    const shared = (await times(one)).filter((time) => offered.has(time));
    const at = shared[scripts ? 40 : 60] ?? shared.at(-1);
    const book = async (patient) => {
      await page.goto(`/calendar/new?patient=${patient}&service=led`);
      const day = page.locator("details.times", { has: page.locator(`button[value^="${at.slice(0, 10)}"]`) });
      if (!await day.evaluate((details) => details.open)) await day.locator("summary").click();
      const wanted = day.locator(`button[value="${at}"]`);
      await (await wanted.count() ? wanted : day.locator("button[name=at]").last()).click();
      await page.locator(".notice b", { hasText: "Booked." }).waitFor();
      return new URL(page.url()).pathname;
    };
    await book(one);
    const visit = await book(other);
    // Named, nobody is swapped: the hands that the first has.
    await page.goto(visit);
    const who = await page.locator("#who option", { hasNotText: "Anybody" }).evaluateAll((all) => all.map((one) => one.value));
    let asked = false;
    for (const id of who) {
      await page.goto(`${visit}?at=${at}&with=${id}`);
      if (await page.locator("#over").count()) { asked = true; break; }
    }
    assert.ok(asked, "somebody has the time");
    if (scripts) await look(page, "over");
    await page.getByRole("button", { name: "Move it there all the same" }).click();
    assert.match(await page.locator("#over .error").innerText(), /Write why, in a few words/);
    await page.getByLabel("Why it may lie over the other").fill("sisters who come together");
    await page.getByRole("button", { name: "Move it there all the same" }).click();
    await page.locator(".notice b", { hasText: "Moved." }).waitFor();
    assert.match(await page.locator("ol.history", { hasText: "Over another visit" }).innerText(), /Sisters who come together/);
    await page.goto(`/calendar?day=${at.slice(0, 10)}&by=person`);
    assert.match(await page.locator(`.appt a[href="${visit}"]`).first().textContent(), /over another visit: sisters who come together/);
    if (scripts) await look(page, "board-over");
    assert.deepEqual(complaints, []);
    await close();
  }
});

test("the pages of a series fit phone and desk", async () => {
  const { page, complaints, close } = await openPage(browser, house, { as: "Front desk" });
  const patient = await patientOf(page, "Tomas Nakamura");
  await page.goto(`/calendar/series?patient=${patient}&service=led&sessions=3&min=2&ideal=3&max=5`);
  await look(page, "series");
  assert.deepEqual(complaints, []);
  await close();
});
