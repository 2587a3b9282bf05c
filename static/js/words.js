// Counts words by the rule of submissions/words.py; tests/data/word_counts.json holds for both.
const BETWEEN = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\u2014]+/;
const SAYS = /[\p{L}\p{N}]/u;
const PAUSE = 1200;

export const words = (text) => text.split(BETWEEN).filter((part) => SAYS.test(part)).length;

const sentence = (count, limit) =>
  count > limit ? `Kelebihan ${count - limit} kata (batas ${limit} kata)` : `${count} dari ${limit} kata`;

const line = (id, parts) => Object.assign(document.createElement("p"), { id, ...parts });

const watch = (area) => {
  const limit = Number(area.dataset.wordLimit);
  const seen = line(`${area.id}_words`, { className: "words" });
  const spoken = line(`${area.id}_words_spoken`, { className: "visually-hidden" });
  spoken.setAttribute("role", "status");
  area.after(seen, spoken);
  const described = area.getAttribute("aria-describedby");
  area.setAttribute("aria-describedby", [described, seen.id].filter(Boolean).join(" "));

  const show = () => {
    const count = words(area.value);
    seen.textContent = sentence(count, limit);
    seen.classList.toggle("words-over", count > limit);
  };
  let pause;
  area.addEventListener("input", () => {
    show();
    clearTimeout(pause);
    pause = setTimeout(() => (spoken.textContent = seen.textContent), PAUSE);
  });
  show();
};

document.querySelectorAll("textarea[data-word-limit]").forEach(watch);
