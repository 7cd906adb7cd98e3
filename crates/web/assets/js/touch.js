// The board by touch: a visit that is pressed for a moment is lifted and follows the finger. A finger that moves before that
// scrolls as everywhere. A second finger, or Escape, leaves the visit where it was.
import { board, columns, held, hold, leave, letGo, lift, name, waiting } from "./board.js";

const pressMs = 350; // shorter is a tap or the beginning of a scroll, longer opens menus of the browser
const slopPx = 10;   // a finger that rests is never quite still
const edgePx = 56;   // this near to an edge, the board and the page scroll along
const stepPx = 9;

let press; // { link, id, x, y, from, grip, timer, scrolls, moved }
let quiet = 0; // until when a click is the end of a drag and no click

const carries = () => held?.by === "touch";

function end() {
  clearTimeout(press?.timer);
  clearInterval(press?.scrolls);
  press = undefined;
}

function stay() {
  if (carries()) { quiet = performance.now() + 500; leave(`${name(held.link)} stays where it was.`); }
  end();
}

/** The place under the finger: the visit keeps the grip with which it was taken. */
function follow() {
  const list = columns();
  const edges = (col) => col.getBoundingClientRect();
  const col = list.find((one) => press.x >= edges(one).left && press.x < edges(one).right) ?? held.col;
  const box = col.querySelector(".lines").getBoundingClientRect(), rows = Number(board().dataset.rows);
  const row = Math.round(((press.y - press.grip - box.top) / box.height) * rows / 3) * 3;
  const most = Math.max(0, Math.min(rows - held.length, row));
  if (col !== held.col || most !== held.row) hold(col, most);
}

function scroll() {
  if (!carries() || !press.moved) return;
  const frame = board().closest(".board-frame"), { left, right } = frame.getBoundingClientRect();
  const way = (at, low, high) => (at < low + edgePx ? -stepPx : at > high - edgePx ? stepPx : 0);
  const dx = way(press.x, Math.max(0, left), Math.min(innerWidth, right)), dy = way(press.y, 0, innerHeight);
  if (!dx && !dy) return;
  frame.scrollLeft += dx;
  window.scrollBy(0, dy);
  follow();
}

function take() {
  lift(press.link, "touch");
  navigator.vibrate?.(15);
  hold(held.col, held.row);
  press.scrolls = setInterval(scroll, 30);
}

document.addEventListener("pointerdown", (event) => {
  const link = event.target.closest?.(".appt a[data-version]");
  // The browser's own drag belongs to the mouse; a finger would begin it in the middle of ours.
  if (link) link.draggable = event.pointerType === "mouse";
  if (event.pointerType === "mouse") return;
  if (press) { stay(); return; }
  if (!link || held) return;
  const { clientX: x, clientY: y } = event;
  const grip = y - link.closest("li").getBoundingClientRect().top;
  press = { link, id: event.pointerId, x, y, from: [x, y], grip, timer: setTimeout(take, pressMs) };
});

document.addEventListener("pointermove", (event) => {
  if (event.pointerId !== press?.id) return;
  press.x = event.clientX;
  press.y = event.clientY;
  const far = Math.hypot(press.x - press.from[0], press.y - press.from[1]) > slopPx;
  press.moved ||= far;
  if (!carries()) { if (far) end(); return; }
  if (press.moved) follow();
});

document.addEventListener("pointerup", async (event) => {
  if (event.pointerId !== press?.id) return;
  if (!carries() || !press.moved) { stay(); return; }
  quiet = performance.now() + 500;
  held.dropped = true;
  end();
  await waiting();
  if (carries()) letGo();
});
document.addEventListener("pointercancel", (event) => { if (event.pointerId === press?.id) stay(); });
document.addEventListener("keydown", (event) => { if (event.key === "Escape" && carries()) stay(); });

// While a visit is carried, the finger scrolls nothing, opens no menu, and its end is no click.
document.querySelector(".board-frame")?.addEventListener("touchmove", (event) => { if (carries()) event.preventDefault(); }, { passive: false });
document.addEventListener("contextmenu", (event) => { if (press) event.preventDefault(); });
document.addEventListener("click", (event) => {
  if (performance.now() > quiet) return;
  event.preventDefault();
  event.stopPropagation();
}, true);
