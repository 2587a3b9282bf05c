// Two panes: a bar between them that can be dragged or moved with the arrow keys, its place
// remembered on this device; on a phone, one pane at a time.
const LEAST = 35;
const MOST = 70;
const within = (share) => Math.min(MOST, Math.max(LEAST, Math.round(share)));

const divide = (split) => {
  const key = `split:${split.dataset.split}`;
  const [first] = split.querySelectorAll(":scope > .split-pane");
  const bar = document.createElement("div");
  bar.className = "split-bar";
  bar.tabIndex = 0;
  for (const [name, value] of Object.entries({
    role: "separator", "aria-orientation": "vertical", "aria-valuemin": LEAST, "aria-valuemax": MOST,
    "aria-label": "Lebar bagian kiri, dalam persen", "aria-controls": first.id,
  })) bar.setAttribute(name, value);
  first.after(bar);

  const place = (share) => {
    split.style.setProperty("--split", within(share));
    bar.setAttribute("aria-valuenow", within(share));
    localStorage.setItem(key, within(share));
  };
  place(Number(localStorage.getItem(key)) || 54);

  bar.addEventListener("pointerdown", (event) => bar.setPointerCapture(event.pointerId));
  bar.addEventListener("pointermove", (event) => {
    if (!bar.hasPointerCapture(event.pointerId)) return;
    const { left, width } = split.getBoundingClientRect();
    place((100 * (event.clientX - left)) / width);
  });
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -2, ArrowRight: 2 }[event.key];
    if (!step) return;
    event.preventDefault();
    place(Number(bar.getAttribute("aria-valuenow")) + step);
  });
};

const switchPanes = (split) => {
  const links = [...split.querySelectorAll(".split-switch a")];
  const show = (n) => {
    split.dataset.shown = n;
    links.forEach((link, at) => (at === n ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current")));
  };
  links.forEach((link, n) =>
    link.addEventListener("click", (event) => {
      event.preventDefault();
      show(n);
    }),
  );
  if (links.length) show(0);
};

for (const split of document.querySelectorAll(".split")) {
  divide(split);
  switchPanes(split);
}
