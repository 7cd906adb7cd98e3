// How soon a day of 40 columns and 600 visits can be used: `node interactive.js PAGES_SPEED SEREIN [TIMES]`, for example
// `node tests/browser/interactive.js target/release/examples/pages_speed target/release/serein`. A measure, not a test.
// Budget: 150 ms from the press of a link to a page that is painted, has run its scripts and answers, by the clock of a quiet machine.
import { spawn } from "node:child_process";
import { openBrowser } from "./house.js";

const [measure, program, times = "25"] = process.argv.slice(2);
if (!program) throw new Error("interactive.js PAGES_SPEED SEREIN [TIMES]");
const child = spawn(measure, [program, "wide"], { stdio: ["pipe", "pipe", "inherit"] });
const [address, cookie] = await new Promise((found) => {
  let said = "";
  child.stdout.on("data", (piece) => {
    said += piece;
    if (said.includes("\n")) found(said.trim().split(" "));
  });
});
const browser = await openBrowser();
const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
const [name, value] = cookie.split("=");
await context.addCookies([{ name, value, url: address }]);
const page = await context.newPage();
const rounds = [];
for (let n = 0; n < Number(times); n += 1) {
  await page.goto(address, { waitUntil: "load" });
  // The main thread has nothing more to do: a press would be answered at once.
  const told = await page.evaluate(() => new Promise((done) => requestIdleCallback(() => {
    const idle = performance.now();
    const [went] = performance.getEntriesByType("navigation");
    const paint = performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? went.loadEventEnd;
    done({
      answered: went.responseEnd, parsed: went.domInteractive, scripts: went.domContentLoadedEventEnd, paint,
      ready: Math.max(paint, went.loadEventEnd), idle, visits: document.querySelectorAll(".appt").length,
      nodes: document.querySelectorAll("*").length,
    });
  }, { timeout: 2000 })));
  rounds.push(told);
}
const of = (what) => rounds.map((round) => round[what]).sort((a, b) => a - b);
console.log(`${rounds[0].nodes} elements, ${rounds[0].visits} visits; milliseconds since the press: least, middle`);
for (const what of ["answered", "parsed", "scripts", "paint", "ready", "idle"]) {
  const all = of(what);
  console.log(`${what}: ${all[0].toFixed(0)}, ${all[Math.floor(all.length / 2)].toFixed(0)}`);
}
await browser.close();
child.stdin.end();
