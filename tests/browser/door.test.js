// The program as whoever starts it meets it: where it listens, how it ends, what it sends around every page.
import assert from "node:assert/strict";
import { test } from "node:test";
import { openHouse } from "./house.js";

/** The program, open for one test and closed after it, also where the test did not get to its end. */
async function openFor(test, verb, listen) {
  const house = await openHouse(verb, listen);
  test.after(() => house.close("SIGKILL"));
  return house;
}

// The demonstration ends by the other signal below, after its page was read.
for (const [verb, signal] of [["demo", "SIGINT"], ["serve", "SIGTERM"], ["serve", "SIGINT"]]) {
  test(`${verb} ends cleanly on ${signal}`, async (test) => {
    const house = await openFor(test, verb);
    assert.equal((await fetch(house.address)).status, 200);
    assert.deepEqual(await house.close(signal), { status: 0, signal: null });
  });
}

test("a taken port gives way to a later one, and it says so", async (test) => {
  const first = await openFor(test, "serve");
  const listen = new URL(first.address).host;
  const second = await openFor(test, "serve", listen);
  assert.notEqual(second.address, first.address);
  assert.match(second.said(), /is taken; took \d+ instead/);
  assert.equal((await fetch(second.address)).status, 200);
});

test("the demonstration does not leave this machine", async () => {
  await assert.rejects(openHouse("demo", "0.0.0.0:0"), /ended with 2/);
});

test("what is sent around a page, and a clean end on SIGTERM", async (test) => {
  const house = await openFor(test, "demo");
  const answer = await fetch(house.address);
  const policy = answer.headers.get("content-security-policy");
  assert.match(policy, /default-src 'none'/);
  assert.doesNotMatch(policy, /unsafe/);
  assert.equal(answer.headers.get("cache-control"), "no-store");
  const page = await answer.text();
  assert.ok(page.length < 50_000, "guest pages stay under 50 KB");
  assert.doesNotMatch(page, /<[^>]+ (style|on\w+)=/, "nothing inline");
  assert.match(page, /Demonstration, invented people/);
  assert.deepEqual(await house.close("SIGTERM"), { status: 0, signal: null });
});
