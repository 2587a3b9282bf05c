// A form is sent once: after the first press its buttons rest until the page is shown again.
const REST = 10_000; // a dead line must not lock the form for ever; the server refuses doubles itself

const rest = (form, resting) => {
  for (const button of form.elements) {
    if (button.type === "submit") button.disabled = resting;
  }
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  // After this turn, or the pressed button's own name and value would not be sent.
  setTimeout(() => rest(form, true));
  setTimeout(() => rest(form, false), REST);
});

window.addEventListener("pageshow", () => {
  for (const form of document.forms) if (form.method === "post") rest(form, false);
});
