// Keeps a progress line true while its job lives. The answer of data-url is the same line as HTML
// would show: {done, total, words, finished}. When it ends, the page tells the outcome itself.
const EVERY = 2000;
const SLOWEST = 30_000;

const follow = (line) => {
  const part = (name) => line.querySelector(`[data-part="${name}"]`);
  const bar = part("bar");
  part("reload")?.remove();
  let wait = EVERY;

  const show = ({ done, total, words }) => {
    if (total) Object.assign(bar, { max: total, value: done });
    if (part("words").textContent !== words) part("words").textContent = words;
  };

  const ask = async () => {
    try {
      const answer = await fetch(line.dataset.url, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.status);
      const job = await answer.json();
      show(job);
      if (job.finished) return location.reload();
      wait = EVERY;
    } catch {
      wait = Math.min(wait * 2, SLOWEST); // a broken line or a restart: ask on, more rarely
    }
    setTimeout(ask, wait);
  };
  setTimeout(ask, wait);
};

document.querySelectorAll(".progress-line[data-url]").forEach(follow);
