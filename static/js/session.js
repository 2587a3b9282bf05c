// Before a session ends the page says so and offers to stay; afterwards it keeps what was written,
// sends nothing, and lets its writer come back. Times are asked of the server before anything is said.
const box = document.querySelector("dialog.session");
const news = document.querySelector("[data-session-news]");
const part = (name) => box.querySelector(`[data-part="${name}"]`);
const AHEAD = Number(box.dataset.ahead) * 1000;
const SELDOM = 60_000; // a machine that slept, a clock that was set: look again at least so often
const OTHER = "Di tab lain Anda masuk sebagai orang atau peran lain, sehingga tulisan ini tidak dapat disimpan.";
const NOT_YET = "Anda belum masuk lagi.";
const NO_LINE = "Sambungan terputus. Coba lagi.";

let endsAt = 0;
let state = "";
let timer;

// A session of which the server still tells is not over, whatever this clock says.
const last = (seconds) => (endsAt = Date.now() + Math.max(1, seconds) * 1000);

// What the server says of this session: {left, token, bearer}; null once there is none.
const ask = async (given = {}) => {
  const answer = await fetch(box.dataset.url, { redirect: "manual", cache: "no-store", ...given });
  return answer.ok ? answer.json() : null;
};

const show = (next) => {
  if (state === next) return;
  state = next;
  if (box.open) box.close();
  for (const section of box.querySelectorAll("[data-when]")) {
    section.hidden = section.dataset.when !== next;
    if (section.hidden) continue;
    box.setAttribute("aria-labelledby", `${section.id}-judul`);
    box.setAttribute("aria-describedby", `${section.id}-isi`);
  }
  part("trouble").textContent = part("answer").textContent = "";
  if (next) open();
};

// Not `autofocus`: browsers look for it on every load, and complain where the address has a fragment.
const open = () => {
  box.showModal();
  document.getElementById(box.getAttribute("aria-labelledby")).focus();
};

const words = (milliseconds) => {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1000));
  return seconds > 60 ? `${Math.ceil(seconds / 60)} menit` : `${seconds} detik`;
};

// Is it the same person in the same role? Then the forms of this page may be sent again.
const goOn = (answer) => {
  if (answer.bearer !== box.dataset.bearer) return OTHER;
  for (const input of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) input.value = answer.token;
  last(answer.left);
  const before = state;
  show("");
  if (before) news.textContent = "Anda tetap masuk. Tulisan di halaman ini dapat disimpan.";
  document.dispatchEvent(new Event("kipp:signed-in"));
  watch();
  return "";
};

const look = async () => {
  let answer;
  try {
    answer = await ask();
  } catch {
    return null; // no line: the clock of this page must do
  }
  if (answer && (state !== "over" || answer.bearer === box.dataset.bearer)) last(answer.left);
  if (!answer) endsAt = Math.min(endsAt, Date.now());
  return answer;
};

const watch = async () => {
  clearTimeout(timer);
  if (state === "over") return;
  if (!state && endsAt - Date.now() <= AHEAD) await look(); // another tab may have stayed on
  const left = endsAt - Date.now();
  if (left <= 0 && state) await look();
  if (endsAt - Date.now() <= 0) return show("over");
  if (endsAt - Date.now() > AHEAD) show("");
  else {
    part("left").textContent = words(left);
    show("soon");
  }
  timer = setTimeout(watch, state ? 1000 : Math.min(left - AHEAD, SELDOM));
};

const stay = async () => {
  const body = () => new FormData(box.querySelector("form"));
  try {
    let answer = await ask({ method: "POST", body: body() });
    if (!answer) {
      // The page's token may be older than the session, after a new log-in elsewhere.
      const found = await ask();
      if (!found) return show("over");
      box.querySelector("form input[name=csrfmiddlewaretoken]").value = found.token;
      answer = await ask({ method: "POST", body: body() });
    }
    if (answer) part("trouble").textContent = goOn(answer);
  } catch {
    part("trouble").textContent = NO_LINE;
  }
};

const back = async () => {
  try {
    const answer = await ask();
    part("answer").textContent = answer ? goOn(answer) : NOT_YET;
  } catch {
    part("answer").textContent = NO_LINE;
  }
};

box.querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
  stay();
});
part("back").addEventListener("click", back);
part("close").addEventListener("click", () => box.close());
// Nothing is sent into a session that is over: the answer would be the log-in page, the words gone.
document.addEventListener(
  "submit",
  (event) => {
    if (state !== "over" || event.target.method !== "post") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!box.open) open();
  },
  { capture: true },
);
// Something of this page was told that nobody is signed in, or somebody else.
document.addEventListener("kipp:signed-out", async () => {
  const answer = await look();
  if (answer && answer.bearer !== box.dataset.bearer) {
    show("over");
    part("answer").textContent = OTHER;
  } else watch();
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "visible") return;
  state === "over" ? back() : watch();
});

last(Number(box.dataset.left));
watch();
