// Starts the built program on a free port of this machine, and a browser that talks to it.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const built = join(process.env.CARGO_TARGET_DIR ?? join(root, "target"), "debug", "serein");
export const program = process.env.SEREIN ?? built;
const browserPath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const patienceMs = 60_000; // machines that test are often busy with more than one thing
/** A folder: what the tests look at is also kept there as pictures. */
export const shots = process.env.SHOTS;

/** The house and the browser of a file of tests, once [withHouse] opened them. */
export let house, browser;

/** Opens a house and a browser before the tests of a file, and closes them after the last, also where one did not open. What is
 * made `ready` for all of them is made between. */
export function withHouse(ready) {
  before(async () => {
    if (shots) mkdirSync(shots, { recursive: true });
    const [first, second] = await Promise.allSettled([openHouse(), openBrowser()]);
    [house, browser] = [first.value, second.value];
    for (const { reason } of [first, second]) if (reason) throw reason;
    await ready?.();
  });
  after(async () => {
    await browser?.close();
    await house?.close();
  });
}

/** The program, open at `address`; `close()` ends it by SIGTERM and gives its exit status. */
export async function openHouse(verb = "demo", listen = "127.0.0.1:0") {
  if (!existsSync(program)) throw new Error(`no program at ${program}: build it first, or name it in SEREIN`);
  const child = spawn(program, [verb, "--listen", listen], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise((done) => child.once("exit", (status, signal) => done({ status, signal })));
  let said = "";
  const address = await new Promise((found, lost) => {
    const late = setTimeout(() => { child.kill("SIGKILL"); lost(new Error(`it did not open: ${said}`)); }, patienceMs);
    child.stdout.on("data", (piece) => {
      said += piece;
      const at = /open at (http:\/\/\S+)\//.exec(said);
      // A demonstration goes on to say how to sign in, and names its guide at the end.
      if (at && (verb !== "demo" || said.includes("docs/guide/tour.md"))) { clearTimeout(late); found(at[1]); }
    });
    ended.then(({ status }) => { clearTimeout(late); lost(new Error(`it ended with ${status}: ${said}`)); });
  });
  /** The link that signs in as a role of the demonstration, such as "Nurse". */
  const link = (role) => {
    const line = said.split("\n").find((one) => one.trim().startsWith(role));
    const found = /http:\/\/\S+(\/sign-in\/\S+)/.exec(line ?? "");
    if (!found) throw new Error(`no link for ${role}: ${said}`);
    return found[1];
  };
  return {
    address,
    link,
    said: () => said,
    close: (signal = "SIGTERM") => { child.kill(signal); return ended; },
  };
}

/** A browser without a window and without anything from the machine it runs on. */
export function openBrowser() {
  return chromium.launch({
    executablePath: browserPath,
    timeout: patienceMs,
    args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}

/** A fresh page that remembers everything its console complained about; signed in where a role is named in `as`. */
export async function openPage(browser, house, { width = 1440, scripts = true, media, as } = {}) {
  const context = await browser.newContext({
    baseURL: house.address,
    viewport: { width, height: width < 500 ? 844 : 900 },
    javaScriptEnabled: scripts,
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  if (media) await page.emulateMedia({ media });
  page.setDefaultTimeout(patienceMs);
  if (as) await page.goto(`${house.link(as)}?to=/library`);
  const complaints = [];
  // Chromium reports the status of the document itself as an error; an error page is allowed to have one.
  page.on("console", (said) => {
    const own = /Failed to load resource/.test(said.text()) && said.location().url === page.url();
    if (["error", "warning"].includes(said.type()) && !own) complaints.push(said.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  return { page, complaints, close: () => context.close() };
}

/** The address of a page, with the chart of the person `of` where it says {patient}; the page must be signed in. */
export async function addressOf(page, path, of) {
  if (!of) return path;
  await page.goto(`/patients?q=${encodeURIComponent(of)}`);
  const href = await page.locator("main a[href^='/patients/']", { hasText: of }).first().getAttribute("href");
  return path.replace("{patient}", /\/patients\/([0-9a-f]{32})/.exec(href)[1]);
}
