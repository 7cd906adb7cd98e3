// The board by keyboard. Letters work only where a person has not switched them off under "Your page"; arrows, Space, Enter
// and Escape always do.
import { board, columns, held, hold, leave, letGo, lift, name, number, say, waiting } from "./board.js";

function walk(link, key) {
  const col = link.closest(".col"), all = [...col.querySelectorAll(".appt a")];
  const row = number(link.closest("li"), "r");
  if (key === "ArrowUp" || key === "ArrowDown") {
    const sorted = all.sort((a, b) => number(a.closest("li"), "r") - number(b.closest("li"), "r"));
    sorted[sorted.indexOf(link) + (key === "ArrowDown" ? 1 : -1)]?.focus();
    return;
  }
  const side = key === "ArrowRight" ? 1 : -1, list = columns();
  for (let n = list.indexOf(col) + side; list[n]; n += side) {
    const near = [...list[n].querySelectorAll(".appt a")]
      .sort((a, b) => Math.abs(number(a.closest("li"), "r") - row) - Math.abs(number(b.closest("li"), "r") - row))[0];
    if (near) { near.focus(); return; }
  }
}

function steer(event) {
  const list = columns(), rows = Number(board().dataset.rows);
  const step = { ArrowUp: -3, ArrowDown: 3 }[event.key];
  if (step) hold(held.col, Math.max(0, Math.min(rows - held.length, held.row + step)));
  const side = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (side) hold(list[list.indexOf(held.col) + side] ?? held.col, held.row);
  if (event.key === "Escape") { const { link } = held; leave(`${name(link)} stays where it was.`); link.focus(); }
  if (event.key === "Enter") waiting().then(() => { if (held) letGo(); });
  return step || side || ["Escape", "Enter"].includes(event.key);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable]")) return;
  if (held?.by === "keys" && board()) { if (steer(event)) event.preventDefault(); return; }
  const link = event.target.closest(".appt a");
  if (link && event.key.startsWith("Arrow")) { event.preventDefault(); walk(link, event.key); return; }
  const letters = document.documentElement.dataset.letters !== "off";
  if (link?.dataset.version && (event.key === " " || (letters && event.key.toLowerCase() === "m"))) {
    event.preventDefault();
    lift(link, "keys");
    say(`${name(link)} is lifted. Arrows choose a place, Enter lets go, Escape leaves it where it was.`);
    hold(held.col, held.row);
    return;
  }
  if (!letters && event.key.length === 1) return;
  if (event.key === "n" && board()) { location.assign(`/calendar/new?day=${board().dataset.day}`); return; }
  const wide = event.target.closest(".board-frame") && event.key.startsWith("Arrow");
  if (!wide) document.querySelector(`[data-key="${CSS.escape(event.key)}"]`)?.click();
});
