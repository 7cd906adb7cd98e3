// The board: visits are lifted, held over a place, and let go. The server answers while one is held, by the very question
// that the move asks. Without a script the visit's own page does the same. Keys stand in keys.js, fingers in touch.js.
export const board = () => document.querySelector(".board");
export const said = () => document.getElementById("said");
export const say = (text) => { if (said()) said().textContent = text; };
const clock = (cell) => `${String(Math.floor(cell / 12)).padStart(2, "0")}:${String((cell % 12) * 5).padStart(2, "0")}`;
export const number = (one, letter) => Number(new RegExp(`(?:^|\\s)${letter}(\\d+)`).exec(one.className)?.[1] ?? 0);
export const name = (link) => link.querySelector("b").textContent.trim();
export const columns = () => [...board().querySelectorAll(".col")];
const heading = (col) => [...col.querySelectorAll(".col-head > *")].map((one) => one.textContent.trim()).filter(Boolean);

export let held; // { link, col, row, by, known }
const mark = Object.assign(document.createElement("li"), { ariaHidden: "true" });

export function lift(link, by) {
  const card = link.closest("li"), col = link.closest(".col");
  card.classList.add("is-lifted");
  // What is said of a place stays in sight, wherever the board is scrolled to.
  said()?.classList.add("is-live");
  held = { link, col, row: number(card, "r"), length: number(card, "s"), by, known: new Map() };
}

export function leave(why) {
  mark.remove();
  held?.link.closest("li").classList.remove("is-lifted");
  held = undefined;
  if (why) say(why);
  else said()?.classList.remove("is-live");
}

/** Shows the visit at a place; each place is asked about once. */
export function hold(col, row) {
  held.col = col;
  held.row = row;
  const lines = col.querySelector(".lines");
  if (mark.parentElement !== lines) lines.append(mark);
  const time = clock(Number(board().dataset.from) + row);
  const place = `${col.dataset.day}T${time}`, key = `${place} ${col.dataset.with}`;
  const asked = held.known.get(key);
  show(time, asked);
  if (held.by === "keys") mark.scrollIntoView({ block: "nearest", inline: "nearest" });
  held.at = { place, key, time };
  if (asked) return;
  clearTimeout(held.timer);
  const mine = held;
  held.timer = setTimeout(async () => {
    const query = new URLSearchParams({ at: place, with: col.dataset.with });
    let told = { state: "stop", moves: false, says: "The house does not answer." };
    try {
      const answer = await fetch(`${mine.link.pathname}/verdict?${query}`, { headers: { accept: "application/json" } });
      if (answer.ok) told = await answer.json();
    } catch { /* said above */ }
    mine.known.set(key, told);
    if (held === mine && held.at.key === key) show(time, told);
  }, 60);
}

function show(time, told) {
  mark.className = `drop-at r${held.row} s${held.length} ${told ? `is-${told.state}` : "is-asked"}`;
  const word = told ? { clear: "free", ask: "ask first", stop: "not here" }[told.state] : "…";
  mark.textContent = `${time} ${word}`;
  if (told) say(`${name(held.link)} at ${time}, ${heading(held.col)[0]}: ${told.says}`);
}

/** Lets go where the visit is held: the form does what it does without a script. */
export function letGo() {
  const told = held.known.get(held.at?.key);
  if (!told) {
    if (held.by !== "keys") leave(`The house does not answer. ${name(held.link)} stays.`);
    return;
  }
  if (!told.moves) {
    // To a reason, or to what moves with it.
    if (told.link) location.assign(told.link);
    else if (held.by !== "keys") leave(`${told.says} ${name(held.link)} stays.`);
    else say(`Not there. ${told.says}`);
    return;
  }
  const form = document.getElementById("let-go");
  form.action = `${held.link.pathname}/move`;
  form.elements.at.value = held.at.place;
  form.elements.with.value = held.col.dataset.with;
  form.elements.version.value = held.link.dataset.version;
  form.submit();
}

export const waiting = async () => {
  for (let n = 0; held && n < 40 && !held.known.has(held.at?.key); n += 1) await new Promise((later) => setTimeout(later, 50));
};

// By mouse.
document.addEventListener("dragstart", (event) => {
  const link = event.target.closest?.(".appt a[data-version]");
  if (!link) return;
  lift(link, "drag");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", link.href);
});
// What is entered is told before it is hovered over.
for (const kind of ["dragenter", "dragover"]) document.addEventListener(kind, (event) => {
  const lines = held?.by === "drag" && event.target.closest?.(".col .lines");
  if (!lines) return;
  event.preventDefault();
  const box = lines.getBoundingClientRect(), rows = Number(board().dataset.rows);
  const row = Math.floor(((event.clientY - box.top) / box.height) * rows / 3) * 3;
  const col = lines.closest(".col"), most = Math.max(0, Math.min(rows - 3, row));
  if (col !== held.col || most !== held.row || !mark.isConnected) hold(col, most);
});
document.addEventListener("drop", async (event) => {
  if (held?.by !== "drag" || !event.target.closest?.(".col .lines")) return;
  event.preventDefault();
  held.dropped = true;
  await waiting();
  if (held) letGo();
});
document.addEventListener("dragend", () => { if (held?.by === "drag" && !held.dropped) leave(); });

// The board follows the house: what others do appears by itself, unless a visit is held or the page is out of sight.
setInterval(async () => {
  if (held || document.hidden || !board()) return;
  try {
    const answer = await fetch(location.href, { headers: { accept: "text/html" } });
    if (!answer.ok || held) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const id of ["board", "house-now"]) {
      const now = document.getElementById(id), next = page.getElementById(id);
      if (!now || !next || now.innerHTML === next.innerHTML) continue;
      const focus = now.contains(document.activeElement) ? document.activeElement.getAttribute("href") : undefined;
      const { scrollLeft } = now;
      now.replaceChildren(...document.adoptNode(next).childNodes);
      now.scrollLeft = scrollLeft;
      if (focus) [...now.querySelectorAll("a")].find((one) => one.getAttribute("href") === focus)?.focus();
    }
  } catch { /* the next time */ }
}, 20_000);
