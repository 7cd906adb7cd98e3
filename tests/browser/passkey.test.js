// Passkeys in a real browser, with the authenticator that Chromium plays: added, used to come in, and used to sign.
import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOf, browser, house, openPage, withHouse } from "./house.js";

const password = "quiet harbour lamp";
withHouse();

/** The house under its name: passkeys are bound to a name, never to a number. */
const named = () => ({ ...house, address: house.address.replace("127.0.0.1", "localhost") });

/** A device that checks its owner and keeps passkeys; `touches` says whether it answers at once. */
async function device(page, touches = true) {
  const client = await page.context().newCDPSession(page);
  await client.send("WebAuthn.enable", { enableUI: false });
  const { authenticatorId } = await client.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true,
      isUserVerified: true, automaticPresenceSimulation: touches,
    },
  });
  return { client, authenticatorId };
}

async function add(page, name) {
  await page.goto("/me");
  await page.getByLabel("Name of the new passkey").fill(name);
  await page.locator("#passkey-proof").fill(password);
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.locator(".keys").getByText(name, { exact: true }).waitFor();
}

test("a passkey is added by keyboard, comes in without a name, and signs with a touch", async () => {
  const { page, complaints, close } = await openPage(browser, named(), { as: "Prescriber" });
  const { client, authenticatorId } = await device(page);
  await page.goto("/me");
  await page.getByLabel("Name of the new passkey").focus();
  await page.keyboard.type("My <telephone>");
  await page.keyboard.press("Tab");
  await page.keyboard.type(password);
  await page.keyboard.press("Enter");
  await page.locator(".keys").getByText("My <telephone>", { exact: true }).waitFor();
  const { credentials } = await client.send("WebAuthn.getCredentials", { authenticatorId });
  assert.equal(credentials.length, 1);
  assert.equal(credentials[0].isResidentCredential, true, "it opens without a name typed");
  assert.equal(credentials[0].rpId, "localhost");

  // A touch stands under what is signed, as the password does.
  await page.goto(await addressOf(page, "/patients/{patient}/examination", "Beatrix Lund"));
  await page.getByRole("checkbox").first().check();
  await page.getByLabel("May be treated", { exact: true }).check();
  await page.getByRole("button", { name: "Use a passkey instead" }).click();
  await page.waitForURL(/\/patients\/[0-9a-f]{32}$/);

  // Chromium's device answers by itself, the browser's own list at the name field too: it is held still on the way out.
  await client.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled: false });
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await client.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled: true });
  const inside = page.getByRole("button", { name: "Sign out" });
  const pressed = page.getByRole("button", { name: "Sign in with a passkey" }).click().catch(() => {});
  await Promise.race([inside.waitFor(), pressed.then(() => inside.waitFor())]);
  await page.goto("/me");
  await page.getByText("Signed in by passkey").first().waitFor();

  await page.getByText("Change or remove My <telephone>").click();
  await page.getByLabel("Another name for My <telephone>").fill("Ring");
  await page.getByRole("button", { name: "Keep the name" }).click();
  await page.locator(".keys").getByText("Ring", { exact: true }).waitFor();
  await page.getByText("Change or remove Ring").click();
  await page.getByLabel("Your password, or a code of your app, to remove Ring").fill(password);
  await page.getByRole("button", { name: "Remove this passkey" }).click();
  await page.getByText("You have none yet.").waitFor();
  assert.deepEqual(complaints, []);
  await close();
});

test("a removed passkey, a wrong password and a device that is not touched are told in words", async () => {
  const { page, close } = await openPage(browser, named(), { as: "Nurse" });
  const { client, authenticatorId } = await device(page);
  await page.goto("/me");
  await page.getByLabel("Name of the new passkey").fill("Telephone");
  await page.locator("#passkey-proof").fill("not the password");
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByText("This is not your password, nor a code that holds now.").waitFor();
  await add(page, "Telephone");
  // The same device is not added twice.
  await page.getByLabel("Name of the new passkey").fill("Again");
  await page.locator("#passkey-proof").fill(password);
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByText("This device has a passkey of yours already.").waitFor();
  // Removed here, but still in the device.
  await page.getByText("Change or remove Telephone").click();
  await page.getByLabel("to remove Telephone").fill(password);
  await page.getByRole("button", { name: "Remove this passkey" }).click();
  await page.getByText("You have none yet.").waitFor();
  await client.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled: true });
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await page.getByText("This passkey opens nothing here").waitFor();
  await close();
});

test("under another address of the same house it is said where passkeys work", async () => {
  const { page, complaints, close } = await openPage(browser, house, { as: "Front desk" });
  await page.goto("/me");
  const link = page.locator("[data-passkey=add] a");
  assert.equal(await link.textContent(), named().address);
  assert.equal(await link.getAttribute("href"), `${named().address}/me`);
  assert.equal(await page.getByRole("button", { name: "Add a passkey" }).isVisible(), false);
  assert.deepEqual(complaints, []);
  await close();
});

test("without scripts nothing of it is in the way, and the password works", async () => {
  const { page, close } = await openPage(browser, named(), { scripts: false });
  await page.goto("/sign-in?to=/me");
  assert.equal(await page.getByRole("button", { name: "Sign in with a passkey" }).isVisible(), false);
  await page.locator("#login").fill("nurse@larkspur.example");
  await page.locator("#password").fill(password);
  await page.locator("#password").press("Enter");
  await page.waitForURL(/\/me$/);
  // What stands in a noscript is read by people, and passed over by the search for a text.
  assert.match(await page.locator("main").innerText(), /Adding a passkey needs scripts/);
  await close();
});
