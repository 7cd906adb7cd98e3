// The board under a finger: a visit that is pressed for a moment is carried, everything else scrolls and opens as ever.
import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, house, withHouse } from "./house.js";

withHouse();

/** A page of a tablet or telephone, and fingers on it as the browser itself sees them. */
async function openGlass(width, height) {
  const context = await browser.newContext({ baseURL: house.address, viewport: { width, height }, hasTouch: true, isMobile: width < 500, reducedMotion: "reduce" });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (said) => { if (said.type() === "error") complaints.push(said.text()); });
  await page.goto(`${house.link("Front desk")}?to=/library`);
  const glass = await context.newCDPSession(page);
  const touch = (type, ...points) => glass.send("Input.dispatchTouchEvent", { type, touchPoints: points.map(([x, y], id) => ({ x, y, id })) });
  return { page, touch, complaints, close: () => context.close() };
}

/** A visit of Hanna Soler some days ahead that the desk may move, on the board of its day. */
async function booked(page, place) {
  await page.goto("/calendar/new?q=Hanna%20Soler");
  const href = await page.locator("#found a", { hasText: "Hanna Soler" }).first().getAttribute("href");
  const patient = /patient=([0-9a-f]+)/.exec(href)[1];
  await page.goto(`/calendar/new?patient=${patient}&service=led`);
  const at = await page.locator("button[name=at]").nth(place).getAttribute("value");
  await Promise.all([page.waitForNavigation(), page.locator(`button[value="${at}"]`).evaluate((one) => { one.closest("details").open = true; one.click(); })]);
  const visit = new URL(page.url()).pathname;
  await page.goto(`/calendar?day=${at.slice(0, 10)}&by=room`);
  const card = page.locator(`.appt a[href="${visit}"]`);
  await card.evaluate((one) => one.scrollIntoView({ block: "center", inline: "center" }));
  return { card, visit };
}

const moment = (ms) => new Promise((later) => setTimeout(later, ms));
const answered = (page) => page.waitForFunction(() => document.querySelector(".drop-at") && !document.querySelector(".drop-at.is-asked"));
const middle = async (card) => { const box = await card.boundingBox(); return [box.x + box.width / 2, box.y + Math.min(box.height / 2, 20)]; };

for (const [device, width, height] of [["tablet", 820, 1180], ["telephone", 390, 844]]) {
  test(`a ${device} carries a visit that is pressed for a moment`, async () => {
    const { page, touch, complaints, close } = await openGlass(width, height);
    const { card, visit } = await booked(page, 32);
    const [x, y] = await middle(card);
    await touch("touchStart", [x, y]);
    await page.locator(".appt.is-lifted").waitFor();
    // Over places, one after the other, until one is free: the board says of each what the move would say.
    const row = await page.locator(".board").evaluate((one) => one.querySelector(".lines").getBoundingClientRect().height / Number(one.dataset.rows));
    let free = false;
    for (let step = 3; step <= 36 && !free; step += 3) {
      for (const way of [1, -1]) {
        const to = y + way * step * row;
        if (free || to < 80 || to > height - 120) continue;
        await touch("touchMove", [x, to]);
        await answered(page);
        free = await page.locator(".drop-at.is-clear, .drop-at.is-ask").count() > 0
          && !/ to /.test(await page.locator(".drop-at").innerText());
      }
    }
    assert.ok(free, "some time of the day is free");
    const said = page.locator("#said");
    assert.match(await said.innerText(), /Hanna S\. at \d\d:\d\d, .*: Free/);
    const box = await said.boundingBox();
    assert.ok(box.y >= 0 && box.y + box.height <= height + 1, "what is said is in sight");
    await Promise.all([page.waitForNavigation(), touch("touchEnd")]);
    assert.match(await page.locator(".moved").innerText(), /Hanna S\. moved to/);
    assert.equal(await page.getByRole("button", { name: "Take it back" }).count(), 1, "asked and undone as by mouse");
    await Promise.all([page.waitForNavigation(), page.getByRole("button", { name: "Take it back" }).tap()]);
    assert.match(await page.locator(".moved").innerText(), /Hanna S\. is back at/);
    assert.ok(visit);
    assert.deepEqual(complaints, []);
    await close();
  });

  test(`a second finger, Escape, or letting go at once leaves the visit on a ${device}`, async () => {
    const { page, touch, complaints, close } = await openGlass(width, height);
    const { card, visit } = await booked(page, 36);
    const board = page.url();
    for (const end of ["second finger", "Escape", "at once"]) {
      await card.evaluate((one) => one.scrollIntoView({ block: "center", inline: "center" }));
      const [x, y] = await middle(card);
      await touch("touchStart", [x, y]);
      await page.locator(".appt.is-lifted").waitFor();
      if (end !== "at once") await touch("touchMove", [x, y + 60]);
      if (end === "second finger") await touch("touchStart", [x, y + 60], [x + 40, y + 80]);
      if (end === "Escape") await page.keyboard.press("Escape");
      if (end !== "at once") await page.locator(".appt.is-lifted").waitFor({ state: "detached" });
      await touch("touchEnd");
      await page.locator(".appt.is-lifted").waitFor({ state: "detached" });
      await page.locator("#said", { hasText: "Hanna S. stays where it was." }).waitFor();
      await moment(700);
      assert.equal(page.url(), board, `${end}: nothing moved and nothing opened`);
    }
    // A tap is a tap.
    await Promise.all([page.waitForNavigation(), card.tap()]);
    assert.equal(new URL(page.url()).pathname, visit);
    assert.deepEqual(complaints, []);
    await close();
  });
}

test("a finger that moves at once scrolls the board and the page, also when it begins on a visit", async () => {
  const { page, touch, complaints, close } = await openGlass(390, 844);
  const { card } = await booked(page, 40);
  const [x, y] = await middle(card);
  const before = await page.evaluate(() => scrollY);
  await touch("touchStart", [x, y]);
  for (let n = 1; n <= 12; n += 1) { await touch("touchMove", [x, y - n * 18]); await moment(12); }
  await touch("touchEnd");
  await page.waitForFunction((was) => scrollY > was + 60, before);
  assert.equal(await page.locator(".appt.is-lifted, .drop-at").count(), 0);
  const left = await page.locator(".board-frame").evaluate((one) => { one.scrollLeft = 60; return one.scrollLeft; });
  const frame = await page.locator(".board-frame").boundingBox();
  const middleY = Math.max(frame.y + 200, 300);
  await touch("touchStart", [300, middleY]);
  for (let n = 1; n <= 12; n += 1) { await touch("touchMove", [300 - n * 15, middleY]); await moment(12); }
  await touch("touchEnd");
  await page.waitForFunction((was) => document.querySelector(".board-frame").scrollLeft > was + 40, left);
  assert.deepEqual(complaints, []);
  await close();
});

test("single keys are switched off and on for a browser, and their help is behind a button", async () => {
  const { page, close } = await openGlass(820, 1180);
  await page.goto("/calendar");
  await page.getByText("Moving visits, and keys").tap();
  await page.locator("kbd", { hasText: "M or Space" }).waitFor();
  await page.getByRole("link", { name: "Switch single keys on or off" }).tap();
  await page.getByRole("button", { name: "Switch single keys off" }).tap();
  await page.getByText("Switched off in this browser").waitFor();
  // A day on which a visit can still be moved.
  await page.goto("/calendar");
  const card = page.locator(".appt a[data-version]").first();
  for (let n = 0; n < 5 && await card.count() === 0; n += 1) await Promise.all([page.waitForNavigation(), page.getByRole("link", { name: "After" }).tap()]);
  const board = page.url();
  for (const key of ["n", "t", "0", "/", "?"]) await page.keyboard.press(key);
  await card.focus();
  await page.keyboard.press("m");
  await moment(300);
  assert.equal(page.url(), board);
  assert.equal(await page.locator(".appt.is-lifted").count(), 0);
  assert.equal(await page.evaluate(() => document.activeElement.closest(".find")), null);
  // What is no letter works as before.
  await page.keyboard.press("Space");
  assert.equal(await page.locator(".appt.is-lifted").count(), 1);
  await page.keyboard.press("Escape");
  assert.equal(await page.locator(".appt.is-lifted").count(), 0);
  await page.goto("/me");
  await page.getByRole("button", { name: "Switch single keys on" }).tap();
  await page.getByText("Switched on:").waitFor(); // the browser has heard it before another page is opened
  await page.goto("/calendar");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("t")]);
  await close();
});
