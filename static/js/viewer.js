// The files of a proposal beside what is judged of it. A PDF is shown by the browser's own reader, a
// picture as it is, anything else is fetched. On a phone the links open as links do.
const viewer = document.querySelector("[data-viewer]");
const links = viewer ? [...viewer.querySelectorAll("[data-file]")] : [];
const box = viewer?.querySelector(".viewer-box");
const part = (name) => box.querySelector(`[data-part="${name}"]`);
const wide = matchMedia("(min-width: 62rem)");
let here = -1;

const shown = ({ href, dataset }, name) => {
  if (dataset.type === "application/pdf" || dataset.type.startsWith("image/")) {
    const made = document.createElement(dataset.type === "application/pdf" ? "iframe" : "img");
    made.src = href;
    made[made.tagName === "IMG" ? "alt" : "title"] = name;
    return made;
  }
  const told = document.createElement("p");
  const link = document.createElement("a");
  [link.href, link.textContent] = [href, `Unduh ${name}`];
  told.append("Berkas ini tidak dapat ditampilkan di peramban. ", link);
  return told;
};

const open = (place) => {
  here = (place + links.length) % links.length;
  const link = links[here];
  const name = link.firstChild.textContent.trim();
  links.forEach((one, at) => (at === here ? one.setAttribute("aria-current", "true") : one.removeAttribute("aria-current")));
  part("name").textContent = `${here + 1} dari ${links.length}: ${name}`;
  part("open").href = link.href;
  part("stage").replaceChildren(shown(link, name));
  box.hidden = false;
  box.scrollIntoView({ block: "nearest" });
};

const close = () => {
  box.hidden = true;
  part("stage").replaceChildren();
  links[here]?.focus();
  here = -1;
};

// Links of the text to the same files open here, too.
document.querySelector("#proposal")?.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  const place = links.findIndex((one) => one.href === link?.href);
  if (place < 0 || link.dataset.part || !wide.matches || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open(place);
  box.focus();
});
box?.addEventListener("click", ({ target }) => {
  const step = target.closest("[data-step]")?.dataset.step;
  if (step) open(here + Number(step));
  if (target.closest("[data-close]")) close();
});
// Brackets turn the files over wherever one is not writing; they need a file that is open.
document.addEventListener("keydown", (event) => {
  if (!viewer || here < 0 || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target.closest('textarea, input:not([type="radio"])')) return;
  const step = { "[": -1, "]": 1 }[event.key];
  if (step) open(here + step);
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
});
