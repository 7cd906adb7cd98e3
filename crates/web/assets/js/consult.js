// The face map: a press marks the zone in place and shows the region that is read there. Without this script each
// zone is a link to its box in the list.
const form = document.querySelector(".consult-form");

function near(zone) {
  for (const region of document.querySelectorAll(".consult-region[data-zones]")) {
    region.classList.toggle("near", region.dataset.zones.split(" ").includes(zone));
  }
}

function press(link) {
  const zone = link.dataset.zone;
  const box = document.querySelector(`#z-${zone} input`);
  if (!box) return;
  box.checked = !box.checked;
  link.setAttribute("aria-pressed", box.checked);
  link.querySelector(".zone").classList.toggle("chosen", box.checked);
  near(zone);
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

function ready() {
  for (const link of document.querySelectorAll(".face a[data-zone]")) {
    link.setAttribute("role", "button");
    link.setAttribute("aria-pressed", link.querySelector(".chosen") !== null);
  }
}

if (form) {
  ready();
  form.addEventListener("click", (event) => {
    const link = event.target.closest(".face a[data-zone]");
    if (!link) return;
    event.preventDefault();
    press(link);
  });
  // A link is pressed with Enter; a button with the space bar as well.
  form.addEventListener("keydown", (event) => {
    const link = event.key === " " ? event.target.closest(".face a[data-zone]") : null;
    if (link) { event.preventDefault(); press(link); }
  });
  new MutationObserver(ready).observe(form, { childList: true, subtree: true });
}
