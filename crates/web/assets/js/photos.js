// 1. Before and after: one over the other, cut by a line that the slider moves. Without this script they stand side by side.
for (const figure of document.querySelectorAll("[data-compare]")) {
  const slide = figure.querySelector(".compare-slide");
  const range = slide.querySelector("input");
  const cut = () => figure.style.setProperty("--cut", `${range.value}%`);
  slide.hidden = false;
  figure.classList.add("sliding");
  range.addEventListener("input", cut);
  // The line follows a finger on the picture as well.
  const both = figure.querySelector(".compare-both");
  const follow = (event) => {
    if (event.buttons === 0 && event.type === "pointermove") return;
    const box = both.getBoundingClientRect();
    range.value = Math.round(((event.clientX - box.left) / box.width) * 100);
    cut();
  };
  both.addEventListener("pointerdown", (event) => { event.preventDefault(); follow(event); });
  both.addEventListener("pointermove", follow);
  cut();
}

// 2. Several photographs are sent one by one, so that a slow network loses at most one. A whole set stays one form.
for (const form of document.querySelectorAll("form[data-photos]")) {
  form.addEventListener("submit", async (event) => {
    const files = [...form.elements.files.files];
    if (files.length < 2 || form.elements.view.value === "set") return;
    event.preventDefault();
    const told = form.querySelector("[data-progress]");
    for (const [n, file] of files.entries()) {
      told.textContent = `Sending ${n + 1} of ${files.length}`;
      const one = new FormData(form);
      one.delete("files");
      one.append("files", file);
      const answer = await fetch(form.action, { method: "post", body: one });
      if (!answer.ok) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const why = page.querySelector(".notice p, .heading .lead")?.textContent ?? "";
        told.textContent = `${file.name} was not kept. ${why}`;
        return;
      }
    }
    location.reload();
  });
}
