// The weighted total while points are typed, as the server counts it: whole hundredths, rounded
// once, half up. Without this module the server shows the total after each save.
const POINTS = /^\d{1,3}(?:[.,]\d{1,2})?$/;
const HUNDRED = 10_000;

// "82,5" -> 8250; null while it is no number from 0 to 100.
export const hundredths = (text) => {
  const clean = text.trim();
  if (!POINTS.test(clean)) return null;
  const [whole, part = ""] = clean.split(/[.,]/);
  const value = Number(whole) * 100 + Number(part.padEnd(2, "0"));
  return value > HUNDRED ? null : value;
};

// rows: [[points, weight], ...] in hundredths; the mean in hundredths, null without a row.
export const mean = (rows) => {
  const weight = rows.reduce((sum, [, w]) => sum + w, 0);
  const points = rows.reduce((sum, [x, w]) => sum + x * w, 0);
  return weight ? Math.floor((2 * points + weight) / (2 * weight)) : null;
};

const shown = (value) =>
  value === null ? "–" : `${Math.floor(value / 100)},${String(value % 100).padStart(2, "0")}`;

const mark = (input) => {
  const steps = [...input.closest(".points-row").querySelectorAll("[data-low]")];
  const value = hundredths(input.value);
  const here = steps.findLast((step) => value !== null && Number(step.dataset.low) * 100 <= value);
  for (const step of steps) step.classList.toggle("is-here", step === here);
};

const form = document.querySelector("form#sheet");
const inputs = form ? [...form.querySelectorAll("input.points")] : [];

const count = () => {
  const rows = inputs
    .map((input) => [hundredths(input.value), Math.round(Number(input.dataset.weight) * 100)])
    .filter(([points]) => points !== null);
  const part = (name) => document.querySelector(`.sheet-total [data-part="${name}"]`);
  part("total").textContent = shown(mean(rows));
  part("label").textContent =
    rows.length === inputs.length
      ? "Nilai lembar"
      : `Sementara, ${rows.length} dari ${inputs.length} kriteria`;
};

form?.addEventListener("input", ({ target }) => {
  if (!target.matches("input.points")) return;
  mark(target);
  count();
});
// Enter goes to the next criterion: a half-filled sheet is not sent by a slip.
form?.addEventListener("keydown", (event) => {
  const place = inputs.indexOf(event.target);
  if (event.key !== "Enter" || place < 0) return;
  event.preventDefault();
  inputs[place + 1]?.focus();
});

// On a phone one pane is shown at a time: a link into the other one, or an address with a place in
// it, shows that one first.
const reveal = (hash) => {
  const pane = document.getElementById(hash.slice(1))?.closest(".split-pane");
  if (pane) document.querySelector(`.split-switch a[href="#${pane.id}"]`)?.click();
};
document.addEventListener("click", ({ target }) => {
  const link = target.closest('a[href^="#"]');
  if (link && !link.closest(".split-switch")) reveal(link.hash);
});
reveal(location.hash);
// A place in the address keeps the browser from following autofocus, and takes the focus itself.
if (location.hash) addEventListener("load", () => document.querySelector(".error-summary")?.focus());

inputs.forEach(mark);
if (inputs.length) count();
