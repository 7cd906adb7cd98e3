// The plan as somebody uses it: one thing changed without losing one's place, the table beside each drawing, and the letter on paper.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { test } from "node:test";
import { browser, house, openPage, shots, withHouse } from "./house.js";
import { fingersFit, fitsItsWidth, isAccessible } from "./looks.js";

withHouse();

const examples = ["melasma-dark-skin", "wedding-in-16-weeks", "acne-on-isotretinoin", "atrophic-scars", "rosacea"];

test("what if: the budget is changed by keyboard, and the difference stands where one looks", async () => {
  for (const width of [390, 820, 1440]) {
    const { page, complaints, close } = await openPage(browser, house, { width });
    await page.goto("/plan?example=wedding-in-16-weeks");
    const before = await page.locator("h1").innerText();
    await page.getByLabel("Visits, at most").focus();
    await page.keyboard.press("ControlOrMeta+A");
    await page.keyboard.type("3");
    await page.keyboard.press("Enter");
    await page.waitForURL(/#difference$/);
    const difference = page.locator("#difference");
    await difference.waitFor();
    assert.match(await difference.innerText(), /at most 3 visits/i);
    assert.notEqual(await page.locator("h1").innerText(), before);
    await fitsItsWidth(page);
    await fingersFit(page);
    await isAccessible(page);
    await difference.getByRole("button", { name: "Take it back" }).click();
    await page.waitForURL(/#what-if$/);
    assert.equal(await page.locator("h1").innerText(), before);
    assert.deepEqual(complaints, []);
    await close();
  }
});

test("each drawing has its table with both ranges, and says what it rests on", async () => {
  const { page, close } = await openPage(browser, house, { scripts: false });
  for (const example of examples) {
    await page.goto(`/plan?example=${example}`);
    const courses = page.locator(".plan-course");
    const drawn = await courses.count();
    for (let place = 0; place < drawn; place += 1) {
      const course = courses.nth(place);
      assert.match(await course.locator("svg.plan-chart").getAttribute("aria-label"), /one in two between .* four in five between/);
      assert.equal(await course.locator("path.half").count(), 1, example);
      const head = await course.locator("table thead th").allTextContents();
      assert.deepEqual(head, ["Day", "Expected", "One in two", "Four in five"]);
      assert.ok((await course.locator("table tbody tr").count()) >= 2);
      await course.locator("summary", { hasText: "What it rests on" }).click();
      assert.ok((await course.locator("details[open] li").count()) >= 1);
    }
  }
  await close();
});

test("the letter is one or two pages of A4 or Letter, in words of a guest", async () => {
  const { page, close } = await openPage(browser, house, { scripts: false });
  for (const example of examples) {
    await page.goto(`/plan?example=${example}`);
    const letter = page.getByRole("button", { name: "Letter for the guest" });
    if ((await letter.count()) === 0) continue;
    await letter.click();
    await page.locator("article.plan-letter").waitFor();
    const said = await page.locator("article.plan-letter").innerText();
    for (const word of [/phototype/i, /verdict/i, /sign-off/i, /prior only/i, /series\b/i, /HOUSE/]) assert.doesNotMatch(said, word, example);
    for (const format of ["A4", "Letter"]) {
      const paper = await page.pdf({ format, preferCSSPageSize: false });
      const count = (paper.toString("latin1").match(/\/Type\s*\/Page\b(?!s)/g) ?? []).length;
      if (shots) writeFileSync(`${shots}/letter-${example}-${format}.pdf`, paper);
      assert.ok(count === 1 || count === 2, `${example} on ${format}: ${count} pages`);
    }
    await page.emulateMedia({ media: "print" });
    assert.equal(await page.locator(".foot:visible, .btn:visible").count(), 0, "nothing of the program on paper");
    await page.emulateMedia({ media: null });
  }
  await close();
});
