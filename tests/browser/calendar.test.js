// The calendar as a person without a mouse uses it, as one with a mouse does, and as a guest on a phone.
import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, house, openPage, withHouse } from "./house.js";
import { enter, fingersFit, fitsItsWidth, isAccessible, tabTo } from "./looks.js";
import { widths } from "./pages.js";

withHouse();

/** A free moment of a service, two days ahead at least, as the page offers it; the page shows it. */
async function offered(page, patient, service) {
  await page.goto(`/calendar/new?patient=${patient}&service=${service}`);
  return page.locator("button[name=at]").nth(30).getAttribute("value");
}

async function patientOf(page, name) {
  await page.goto(`/calendar/new?q=${encodeURIComponent(name)}`);
  const href = await page.locator("#found a", { hasText: name }).first().getAttribute("href");
  return /patient=([0-9a-f]+)/.exec(href)[1];
}

/** Takes something with the mouse and holds it over a place. The first moves only begin the drag. */
async function hold(page, { x, y }, over) {
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 2, y + 12, { steps: 4 });
  await page.mouse.move(over.x, over.y - 4);
  await page.mouse.move(over.x, over.y);
}

const said = (page) => page.locator("#said").innerText();

test("a person with a keyboard alone books, moves, takes it back and cancels a visit", async () => {
  const { page, complaints, close } = await openPage(browser, house, { as: "Front desk" });
  await page.goto("/calendar");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("n")]);
  // Typing begins in the field; who is found follows it.
  await page.keyboard.type("Hanna Nakamura");
  await page.locator("#found a").first().waitFor();
  await tabTo(page, /^Hanna Nakamura/);
  await enter(page);
  await tabTo(page, /What for/);
  await page.keyboard.type("Red light");
  await tabTo(page, /^Show free times$/);
  await enter(page);
  // The times of the second day, so that nothing depends on the hour of the test.
  await tabTo(page, /\d times?$/);
  await tabTo(page, /\d times?$/);
  await page.keyboard.press("Enter");
  await tabTo(page, /^\S+ \d+ \S+, 1[0-5]:\d\d$/);
  await enter(page);
  await page.locator(".notice b", { hasText: "Booked." }).waitFor();
  const visit = new URL(page.url()).pathname;
  // To its day, and along the board to its card.
  await tabTo(page, /^\S{3} \d+ \S+$/);
  await enter(page);
  await page.locator(`.appt a[href="${visit}"]`).focus();
  const column = await page.evaluate(() => document.activeElement.closest(".col").querySelector("h2").textContent);
  await page.keyboard.press("m");
  assert.match(await said(page), /Hanna N\. is lifted|Hanna N\. at/);
  for (let n = 0; n < 12; n += 1) {
    await page.keyboard.press("ArrowDown");
    await page.waitForFunction(() => !document.querySelector(".drop-at.is-asked"));
    if (await page.locator(".drop-at.is-clear, .drop-at.is-ask").count()) break;
  }
  assert.match(await said(page), new RegExp(`Hanna N\\. at \\d\\d:\\d\\d, ${column}: Free`));
  await page.keyboard.press("Escape");
  assert.match(await said(page), /Hanna N\. stays where it was/);
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("href")), visit, "the focus is where it was");
  await page.keyboard.press("m");
  for (let n = 0; n < 12; n += 1) {
    await page.keyboard.press("ArrowDown");
    await page.waitForFunction(() => !document.querySelector(".drop-at.is-asked"));
    if (await page.locator(".drop-at.is-clear, .drop-at.is-ask").count()) break;
  }
  await enter(page);
  assert.match(await page.locator(".moved").innerText(), /Hanna N\. moved to/);
  await tabTo(page, /^Take it back$/);
  await enter(page);
  assert.match(await page.locator(".moved").innerText(), /Hanna N\. is back at/);
  await page.locator(`.appt a[href="${visit}"]`).focus();
  await enter(page);
  await tabTo(page, /^Cancel the visit$/);
  await enter(page);
  await page.locator(".notice b", { hasText: "Cancelled. The time is free again." }).waitFor();
  assert.deepEqual(complaints, []);
  await close();
});

test("a person with a keyboard alone books a series, moves one of it and cancels the rest", async () => {
  const { page, complaints, close } = await openPage(browser, house, { as: "Front desk" });
  const patient = await patientOf(page, "Tomas Nakamura");
  await page.goto(`/calendar/series?patient=${patient}`);
  await tabTo(page, /What for|Which|service/i);
  await page.keyboard.type("Red light");
  await tabTo(page, /^Find the best dates$/);
  await enter(page);
  const offer = await tabTo(page, /^Book all \d+/);
  const many = Number(/\d+/.exec(offer)[0]);
  assert.ok(many > 1, offer);
  await enter(page);
  await page.locator(".notice b", { hasText: "Booked." }).waitFor();
  const visit = new URL(page.url()).pathname;
  await tabTo(page, /^Move to /);
  await enter(page);
  await page.locator(".notice b", { hasText: "Moved." }).waitFor();
  await page.goto(visit);
  await tabTo(page, /^Cancel this and the \d+ after it$/);
  await enter(page);
  await page.locator(".notice b", { hasText: "Cancelled. The time is free again." }).waitFor();
  assert.deepEqual(complaints, []);
  await close();
});

test("the table of the day is one key away, and arrows walk from visit to visit", async () => {
  const { page, close } = await openPage(browser, house, { as: "Front desk" });
  await page.goto("/calendar?by=person");
  const cards = page.locator(".appt a");
  assert.ok(await cards.count() > 2, "the demonstration has visits today");
  // What a visit of 25 minutes is stands under the name, not in a column of its own out of sight.
  const aside = await page.evaluate(() => [...document.querySelectorAll(".appt a .what")]
    .filter((what) => what.getBoundingClientRect().left > what.closest("a").getBoundingClientRect().left + 40)
    .map((what) => what.textContent));
  assert.deepEqual(aside, []);
  await cards.first().focus();
  await page.keyboard.press("ArrowRight");
  assert.equal(await page.evaluate(() => Boolean(document.activeElement.closest(".appt"))), true);
  assert.notEqual(await page.evaluate(() => document.activeElement.getAttribute("href")), await cards.first().getAttribute("href"));
  await Promise.all([page.waitForNavigation(), page.keyboard.press("t")]);
  assert.ok(await page.locator("main table caption").count() > 0);
  await page.goto("/today");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("t")]);
  assert.ok(await page.locator("main table").count() > 0);
  await close();
});

test("a visit that is dragged says what the gate and the house say, and moves where it may", async () => {
  const { page, complaints, close } = await openPage(browser, house, { as: "Front desk" });
  // The whole day is in sight: a hand that leaves the window drags nothing.
  await page.setViewportSize({ width: 1440, height: 2400 });
  const patient = await patientOf(page, "Hanna Soler");
  const at = await offered(page, patient, "led");
  await Promise.all([page.waitForNavigation(), page.locator(`button[value="${at}"]`).evaluate((one) => { one.closest("details").open = true; one.click(); })]);
  const visit = new URL(page.url()).pathname;
  await page.goto(`/calendar?day=${at.slice(0, 10)}&by=room`);
  const card = page.locator(`.appt a[href="${visit}"]`);
  await card.scrollIntoViewIfNeeded();
  const box = await card.boundingBox();
  const asked = page.waitForResponse(/\/verdict\?/);
  await hold(page, { x: box.x + 20, y: box.y + 8 }, { x: box.x + 20, y: box.y + 60 });
  await asked;
  await page.locator(".drop-at.is-clear, .drop-at.is-ask, .drop-at.is-stop").waitFor();
  assert.match(await said(page), /Hanna S\. at \d\d:\d\d, /);
  // Over a room that is not made for it: it says no and why, and letting go moves nothing.
  const laser = await page.locator(".col", { has: page.getByRole("heading", { name: "Laser" }) }).locator(".lines").boundingBox();
  await page.mouse.move(laser.x + 30, box.y + 40);
  await page.mouse.move(laser.x + 34, box.y + 44);
  await page.locator(".drop-at.is-stop").waitFor();
  assert.match(await said(page), /Laser is not noted for Red light/);
  const before = page.url();
  await page.mouse.up();
  await page.waitForTimeout(300);
  assert.equal(page.url(), before);
  // And onto a free one.
  await page.goto(`/calendar?day=${at.slice(0, 10)}&by=room`);
  const rows = Number(await page.locator(".board").getAttribute("data-rows"));
  let moved = false;
  for (let row = 6; row < 60 && !moved; row += 6) {
    const from = await card.boundingBox(), column = await card.evaluate((one) => {
      const { x, y, width, height } = one.closest(".lines").getBoundingClientRect();
      return { x, y, width, height };
    });
    await hold(page, { x: from.x + 20, y: from.y + 8 }, { x: column.x + 20, y: column.y + column.height * (row + 1) / rows });
    await page.waitForFunction(() => document.querySelector(".drop-at") && !document.querySelector(".drop-at.is-asked"));
    moved = await page.locator(".drop-at.is-clear, .drop-at.is-ask").count() > 0;
    if (moved) await Promise.all([page.waitForNavigation(), page.mouse.up()]);
    else {
      // To let go over another visit would lead to the reason for it.
      await page.keyboard.press("Escape");
      await page.locator(".drop-at").waitFor({ state: "detached" });
      await page.mouse.up();
    }
  }
  assert.ok(moved, "some time of the day is free");
  assert.match(await page.locator(".moved").innerText(), /Hanna S\. (moved to|is back at)/);
  assert.deepEqual(complaints, []);
  await close();
});

test("a guest books in four taps on a phone, moves and cancels by the link, without scripts as well", async () => {
  for (const scripts of [true, false]) {
    const { page, complaints, close } = await openPage(browser, house, { width: 390, scripts });
    let taps = 0;
    const tap = async (what) => { taps += 1; await what.click(); };
    await page.goto("/book");
    await tap(page.getByRole("link", { name: /Red light/ }));
    assert.match(await page.locator("main").innerText(), /45\.00 USD[\s\S]*Quiet days after[\s\S]*Before you come/);
    // The last day that is offered leaves time to change it.
    const day = page.locator("form details.times").nth(8);
    await tap(day.locator("summary"));
    await tap(day.locator("label.option").nth(scripts ? 2 : 4));
    await page.getByLabel("Your name").fill("Orla Quinn");
    await page.getByLabel("Telephone or e-mail").fill(`orla${scripts}@harbour.example`);
    await tap(page.getByRole("button", { name: "Book this time" }));
    assert.equal(taps, 4);
    await page.getByRole("heading", { name: /We expect you on/ }).waitFor();
    await fitsItsWidth(page);
    await fingersFit(page);
    if (scripts) await isAccessible(page);
    await page.getByRole("link", { name: "Move it" }).click();
    await page.locator("#move button[name=at]").first().click();
    await page.getByText("We expect you at the new time.").waitFor();
    await page.getByText("Cancel it", { exact: true }).click();
    await page.getByRole("button", { name: "Cancel my visit" }).click();
    await page.getByRole("heading", { name: /is cancelled/ }).waitFor();
    assert.deepEqual(complaints, []);
    await close();
  }
});

test("who waits is put on the list, and a time that becomes free is about to be offered", async () => {
  const { page, complaints, close } = await openPage(browser, house, { as: "Front desk" });
  const booked = await patientOf(page, "Bela Soler");
  const at = await offered(page, booked, "led");
  // Who may come on that day depends on what else stands in the demonstration on the day of the test.
  let waits, called;
  for (const name of ["Ivo Soler", "Ada Soler", "Juno Soler", "Mara Soler", "Lea Soler", "Ayla Soler"]) {
    const one = await patientOf(page, name);
    await page.goto(`/calendar/new?patient=${one}&service=led`);
    if (await page.locator(`button[name=at][value="${at}"]`).count() > 0) {
      waits = one;
      called = name.replace(/ (\w)\w+$/, " $1.");
      break;
    }
  }
  assert.ok(waits, `somebody may come at ${at}`);
  await offered(page, booked, "led");
  await Promise.all([page.waitForNavigation(), page.locator(`button[value="${at}"]`).evaluate((one) => { one.closest("details").open = true; one.click(); })]);
  const visit = page.url();
  // The demonstration has some who wait for something else.
  await page.goto("/calendar/waitlist");
  const others = await page.locator(".waitlist > .card").count();
  const waiting = [/^Nobody waits for a time$/, /^One guest waits/, /^2 guests wait/, /^3 guests wait/, /^4 guests wait/];
  await page.goto(`/calendar/waitlist/new?patient=${waits}`);
  await page.getByLabel("What for?").selectOption("led");
  await page.getByRole("button", { name: "Put on the list" }).click();
  await page.getByRole("heading", { name: waiting[others + 1] }).waitFor();
  await page.goto(visit);
  // The cancellation has arrived before the list is opened.
  await Promise.all([page.waitForNavigation(), page.getByRole("button", { name: "Cancel the visit" }).click()]);
  // It is offered when nobody can take the change back any more, in three minutes: until then it stands there, held for nobody.
  await page.goto("/calendar/waitlist");
  await page.getByText("became free. It is offered from").first().waitFor();
  await page.getByRole("heading", { name: waiting[others + 1] }).waitFor();
  await page.locator(".waitlist > .card", { hasText: called }).getByText("waits", { exact: true }).waitFor();
  await isAccessible(page);
  await page.getByRole("button", { name: `Take ${called} off the list` }).click();
  await page.getByRole("heading", { name: waiting[others] }).waitFor();
  assert.deepEqual(complaints, []);
  await close();
});

test("a browser that shows initials remembers it, and no page of the calendar has a fault that axe can see", async () => {
  for (const width of widths) {
    const { page, complaints, close } = await openPage(browser, house, { width, as: "Owner" });
    await page.goto("/calendar");
    await page.getByRole("button", { name: "Show initials only" }).click();
    for (const path of ["/calendar", "/calendar?view=three&by=person", "/calendar?view=table", "/calendar?view=list", "/calendar/waitlist", "/settings", "/calendar/hours"]) {
      await page.goto(path);
      await isAccessible(page);
      await fitsItsWidth(page);
    }
    await page.goto("/calendar");
    assert.equal(await page.getByRole("button", { name: "Show names" }).count(), 1);
    // As text: cards out of sight are not laid out before they come into it.
    for (const name of await page.locator(".appt b").allTextContents()) assert.match(name, /^(\p{L}\. \p{L}\.|Erased)$/u);
    assert.deepEqual(complaints, []);
    await close();
  }
});

test("on a phone the bar takes two lines, a week is its days and a list opens today alone", async () => {
  const { page, close } = await openPage(browser, house, { width: 390, as: "Front desk" });
  for (const view of ["day", "three", "week", "month", "list", "table"]) {
    await page.goto(`/calendar?view=${view}`);
    const bar = await page.locator(".diary-bar").boundingBox();
    assert.ok(bar.height <= 2 * 44 + 12, `${view}: the bar is ${bar.height} px high`);
    await fingersFit(page);
    await fitsItsWidth(page);
  }
  await page.goto("/calendar?view=week");
  const shown = await page.locator(".diary-days > li").evaluateAll((days) => days.map((day) => ({
    lines: [...day.querySelectorAll("li")].filter((line) => line.checkVisibility()).length,
    visits: day.querySelectorAll("li").length,
    today: day.classList.contains("is-today"),
    said: day.querySelector("p").textContent,
  })));
  assert.equal(shown.length, 7);
  for (const { lines, visits, today, said } of shown) {
    assert.equal(lines, today ? visits : 0, said);
    assert.match(said, visits === 0 ? /^(Closed|Nothing is booked)/ : visits === 1 ? /^One visit/ : new RegExp(`^${visits} visits, \\d\\d:\\d\\d to`));
  }
  await page.goto("/calendar?view=list");
  const folds = page.locator("details.fold");
  assert.ok(await folds.count() > 1, "several days have visits");
  assert.equal(await page.locator("details.fold[open]").count(), 1);
  // At a desk the same page of the week shows every visit.
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto("/calendar?view=week");
  const all = await page.locator(".diary-days li li").evaluateAll((lines) => lines.every((line) => line.checkVisibility()));
  assert.ok(all, "nothing is left out where there is room");
  await close();
});

test("how long the day takes until it can be used is told", async (told) => {
  const { page, close } = await openPage(browser, house, { as: "Front desk" });
  const times = [];
  for (let n = 0; n < 5; n += 1) {
    await page.goto("/calendar?by=person");
    times.push(await page.evaluate(() => {
      const [one] = performance.getEntriesByType("navigation");
      return { ms: Math.round(one.domContentLoadedEventEnd), kb: Math.round(one.decodedBodySize / 1024), cards: document.querySelectorAll(".appt").length };
    }));
  }
  const { ms, kb, cards } = times.sort((a, b) => a.ms - b.ms)[2];
  told.diagnostic(`the day with ${cards} visits, ${kb} KB: ${ms} ms until its scripts ran, middle of five`);
  assert.ok(cards > 0);
  await close();
});
