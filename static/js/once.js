// A form is sent once: after the first press it rests until the page is shown again.
const REST = 10_000; // a dead line must not lock the form for ever; the server refuses doubles itself
const resting = new WeakSet();

const rest = (form, on) => {
  on ? resting.add(form) : resting.delete(form);
  for (const button of form.elements) {
    if (button.type === "submit") button.disabled = on;
  }
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (resting.has(form)) return event.preventDefault();
  resting.add(form);
  setTimeout(() => rest(form, true)); // after this turn, or the pressed button would not be sent
  setTimeout(() => rest(form, false), REST);
});

window.addEventListener("pageshow", () => {
  for (const form of document.forms) if (form.method === "post") rest(form, false);
});
