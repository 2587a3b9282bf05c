// A checklist by keyboard. Letters count only while one of its choices has the focus, so that no
// screen reader or dictation sets a verdict by a slip; without this module all of it is a plain form.
const form = document.querySelector("form#checklist");
const items = form ? [...form.querySelectorAll(".check-item")] : [];
const choice = (item, verdict) => item.querySelector(`input[type="radio"][value="${verdict}"]`);
const chosen = (item) => item.querySelector('input[type="radio"]:checked');

const to = (item) => {
  if (!item) {
    document.querySelector('[form="checklist"][value="accept"]')?.focus();
    return;
  }
  (chosen(item) ?? choice(item, "MET")).focus();
  item.scrollIntoView({ block: "nearest" });
};

const set = (item, verdict) => {
  const radio = choice(item, verdict);
  radio.checked = true;
  radio.dispatchEvent(new Event("change", { bubbles: true }));
};

form?.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit(document.querySelector('[form="checklist"][value="accept"]'));
    return;
  }
  const item = event.target.closest(".check-item");
  if (!item || event.ctrlKey || event.altKey || event.metaKey) return;
  const next = items[items.indexOf(item) + 1];
  if (event.key === "Enter") {
    event.preventDefault();
    to(next);
  } else if (event.target.type === "radio" && event.key.toLowerCase() === "m") {
    event.preventDefault();
    set(item, "MET");
    to(next);
  } else if (event.target.type === "radio" && event.key.toLowerCase() === "t") {
    event.preventDefault();
    set(item, "UNMET");
    item.querySelector(".check-note input, .check-note textarea").focus();
  }
});

// What the portal found fulfilled, all of it, and nobody has judged yet.
const fulfilled = items.filter((item) => {
  const found = (item.dataset.found ?? "").trim().split(/\s+/).filter(Boolean);
  return found.length && found.every((outcome) => outcome === "PASS");
});
const prefill = document.querySelector("[data-prefill]");
prefill?.addEventListener("click", () => {
  for (const item of fulfilled) if (!chosen(item)) set(item, "MET");
  to(items.find((item) => !chosen(item)));
});
if (fulfilled.some((item) => !chosen(item))) prefill.closest("[hidden]").hidden = false;
if (form) document.querySelector(".keys-hint").hidden = false;
