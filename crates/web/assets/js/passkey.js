// Passkeys: the browser asks the device, the answer travels in an ordinary form. Without this script, and in a browser
// that knows no passkeys, nothing of it is seen and the password works as ever.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const renewMs = 4 * 60_000; // a question lives five minutes

class Refused extends Error {}

async function asked(address, fields) {
  const response = await fetch(address, { method: "POST", body: new URLSearchParams(fields), headers: { accept: "application/json" } });
  const said = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(said.error ?? "That did not work. Open the page anew, or use your password.");
  return said;
}

/** What the device answers, as the text that the form carries. */
async function answer({ ceremony, options }, { make = false, ...more } = {}) {
  const key = options.publicKey;
  key.challenge = bytes(key.challenge);
  if (key.user) key.user.id = bytes(key.user.id);
  for (const one of [...(key.excludeCredentials ?? []), ...(key.allowCredentials ?? [])]) one.id = bytes(one.id);
  const wish = { publicKey: key, ...more };
  const made = await (make ? navigator.credentials.create(wish) : navigator.credentials.get(wish));
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (made.response[part]) response[part] = text(made.response[part]);
  }
  const credential = { id: made.id, rawId: text(made.rawId), type: made.type, response, clientExtensionResults: {} };
  return JSON.stringify({ ceremony, credential });
}

/** The sentence for whoever waits; nothing where another question took over. */
function words(fault) {
  if (fault instanceof Refused) return fault.message;
  if (fault.name === "AbortError") return "";
  if (fault.name === "InvalidStateError") return "This device has a passkey of yours already.";
  if (fault.name === "SecurityError") return "Passkeys work only under the address by which this house is known.";
  if (fault.name === "NotAllowedError") return "The device was not touched in time, or has no passkey for this house.";
  return "This browser could not ask for a passkey. Your password works.";
}

/** Says where passkeys work when the page was opened under another address than the house is known by. */
function elsewhere(place) {
  const { origin } = place.dataset;
  if (origin === location.origin) return false;
  const said = place.querySelector("[data-said]");
  if (!origin) { said.textContent = "Passkeys are not set up in this house."; return true; }
  const link = document.createElement("a");
  link.href = origin + location.pathname + location.search;
  link.textContent = origin;
  said.replaceChildren("Passkeys work when this page is opened at ", link, ".");
  return true;
}

const knows = window.isSecureContext && Boolean(window.PublicKeyCredential);

// 1. On one's own page: a new passkey.
for (const place of document.querySelectorAll("[data-passkey=add]")) {
  const said = place.querySelector("[data-said]");
  const form = place.querySelector("form");
  if (elsewhere(place)) continue;
  if (!knows) { said.textContent = "This browser knows no passkeys."; continue; }
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    said.textContent = "";
    try {
      form.elements.answer.value = await answer(await asked("/me/passkeys/begin", new FormData(form)), { make: true });
      form.elements.proof.value = ""; // it was heard already
      form.submit();
    } catch (fault) {
      said.textContent = words(fault);
      Object.assign(form.elements.proof, { type: "password", value: "" });
    }
  });
}

// 2. At the way in: the button, and the browser's own list at the name field.
for (const place of document.querySelectorAll("[data-passkey=sign-in]")) {
  const said = place.querySelector("[data-said]");
  const form = place.querySelector("form");
  if (!knows || elsewhere(place)) continue;
  form.hidden = false;
  let waiting;
  const come = async (more) => {
    waiting?.abort();
    waiting = new AbortController();
    const { signal } = waiting;
    try {
      const question = await asked("/sign-in/passkey/begin", {});
      form.elements.answer.value = await answer(question, { signal, ...more });
      form.submit();
    } catch (fault) {
      if (more.mediation) return;
      said.textContent = words(fault);
      offer();
    }
  };
  const offer = async () => {
    const can = await PublicKeyCredential.isConditionalMediationAvailable?.();
    // Where a passkey was just refused, nobody is asked again until they press.
    if (can && !document.hidden && location.pathname !== "/sign-in/passkey") come({ mediation: "conditional" });
  };
  form.addEventListener("submit", (event) => { event.preventDefault(); said.textContent = ""; come({}); });
  offer();
  setInterval(offer, renewMs);
  // As the second proof beside a password.
  const code = document.querySelector("[data-passkey-code]");
  if (code) second(document.getElementById("code"), code, "/sign-in/passkey/begin", () => waiting?.abort());
}

// 3. Before a signature: a touch takes the place of the password.
function second(field, button, address, before = () => {}) {
  const said = document.createElement("p");
  said.setAttribute("role", "status");
  button.after(said);
  button.hidden = false;
  button.addEventListener("click", async () => {
    before();
    said.textContent = "";
    try {
      const given = await answer(await asked(address, { csrf: field.form.elements.csrf?.value ?? "" }));
      field.type = "hidden"; // nobody's keeper of passwords should keep it
      field.value = given;
      const send = [...field.form.elements].find((one) => one.type === "submit" &&
        field.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING);
      field.form.requestSubmit(send);
    } catch (fault) { said.textContent = words(fault); }
  });
}

const proofs = knows ? [...document.querySelectorAll("input[name=proof]")] : [];
if (proofs.length) {
  const { passkeys = 0 } = await fetch("/me/passkeys/count").then((told) => told.json()).catch(() => ({}));
  for (const field of passkeys ? proofs : []) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn quiet";
    button.textContent = "Use a passkey instead";
    field.after(button);
    second(field, button, "/passkey/prove");
  }
}
