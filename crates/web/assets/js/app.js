// What a script may add here: quickness. Everything below also works without it, by link and by form.

// 1. Live forms. <form data-live="answer heard"> asks its own address again whenever a fact changes and
//    replaces the named elements with those of the whole page that comes back. No second kind of
//    response exists on the server, so the page with and without scripts cannot drift apart.
const waitMs = 180;

async function refresh(form, signal) {
  const address = new URL(form.action);
  const facts = new URLSearchParams(new FormData(form));
  const asks = form.method === "get";
  if (asks) address.search = facts;
  const response = await fetch(address, {
    method: form.method, body: asks ? undefined : facts, signal, headers: { accept: "text/html" },
  });
  if (!response.ok && response.status !== 422) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const id of form.dataset.live.split(" ")) {
    const now = document.getElementById(id);
    const next = page.getElementById(id);
    if (!now || !next || now.contains(document.activeElement)) continue;
    const open = [...now.querySelectorAll("details[open][id]")].map((one) => one.id);
    now.replaceWith(document.adoptNode(next));
    for (const one of open) document.getElementById(one)?.setAttribute("open", "");
  }
  if (asks) history.replaceState(null, "", address);
}

for (const form of document.querySelectorAll("form[data-live]")) {
  let timer, running;
  const busy = (yes) => form.dataset.live.split(" ")
    .forEach((id) => document.getElementById(id)?.setAttribute("aria-busy", yes));
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      running?.abort();
      const mine = running = new AbortController();
      busy(true);
      try { await refresh(form, mine.signal); } catch { /* the button of the form still works */ }
      if (running === mine) busy(false);
    }, waitMs);
  });
}

// 2. "/" goes to the search field, unless something is being typed, or single keys are switched off.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.documentElement.dataset.letters === "off") return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const field = document.querySelector(".find input");
  if (field) { event.preventDefault(); field.focus(); field.select(); }
});

// The list under "More" is closed by Escape, and by a press beside it.
const more = document.querySelector(".top .more");
document.addEventListener("click", (event) => { if (more?.open && !more.contains(event.target)) more.open = false; });
more?.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  more.open = false;
  more.querySelector("summary").focus();
});

// 3. Printing needs a script, so its button appears only with one; every reason is open on paper.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
let opened = [];
addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll("main details:not([open])")];
  for (const one of opened) one.open = true;
});
addEventListener("afterprint", () => { for (const one of opened) one.open = false; });

// A drawn signature, for whoever likes to draw one; the typed name is the signature without it too.
for (const box of document.querySelectorAll("[data-draw]")) {
  const canvas = box.querySelector("canvas"), field = box.querySelector("input");
  const pen = canvas.getContext("2d");
  box.hidden = false;
  pen.lineWidth = 3;
  let path = "", drawing = false;
  const at = (event) => {
    const edge = canvas.getBoundingClientRect();
    const x = Math.round((event.clientX - edge.left) / edge.width * canvas.width);
    const y = Math.round((event.clientY - edge.top) / edge.height * canvas.height);
    return [Math.max(0, x), Math.max(0, y)];
  };
  canvas.addEventListener("pointerdown", (event) => {
    const [x, y] = at(event);
    canvas.setPointerCapture(event.pointerId);
    drawing = true;
    path += `${path ? " " : ""}M ${x} ${y}`;
    pen.beginPath();
    pen.moveTo(x, y);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!drawing || path.length > 19_000) return;
    const [x, y] = at(event);
    path += ` L ${x} ${y}`;
    pen.lineTo(x, y);
    pen.stroke();
  });
  addEventListener("pointerup", () => { drawing = false; if (path.includes("L")) field.value = path; });
  box.querySelector("[data-clear]").addEventListener("click", () => {
    path = field.value = "";
    pen.clearRect(0, 0, canvas.width, canvas.height);
  });
}

// A clock that counts minutes since an instant: without a script it says the minute at which the page was made.
for (const clock of document.querySelectorAll("[data-since]")) {
  const minute = clock.querySelector(".minute");
  const tick = () => { minute.textContent = Math.max(0, Math.floor((Date.now() - clock.dataset.since) / 60000)); };
  setInterval(tick, 1000);
}
