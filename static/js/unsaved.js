// Leaving a form with words that were not sent asks first.
const forms = document.querySelectorAll("form[data-unsaved]");
let unsaved = false;

for (const form of forms) {
  form.addEventListener("input", () => (unsaved = true));
  form.addEventListener("submit", (event) => (unsaved &&= event.defaultPrevented));
  form.addEventListener("kipp:saved", () => (unsaved = false)); // autosave says so
}

window.addEventListener("beforeunload", (event) => {
  if (unsaved) event.preventDefault();
});
