// Files go to the server in pieces (tus 1.0): many at once, on from where the line broke, and on again
// after a reload, from a copy that this browser keeps until the server has the whole file.
// Without this module the form sends one file as any form does.
import { all, forget, keep } from "./uploads_kept.js";

const PIECE = 512 * 1024;
const AT_ONCE = 2;
const SLOWEST = 30_000;
const LOOK_AGAIN = 4000;
const WAITS = "Menunggu giliran";
const BROKEN = "Sambungan terputus. Dilanjutkan sendiri begitu tersambung.";
const OVER = "Sesi Anda berakhir. Masuk lagi di tab lain; unggahan dilanjutkan sendiri.";
const FAULT = "Peladen sedang tidak menjawab. Dicoba lagi sendiri.";
const NO_COPY = "Isi berkas tidak dapat dibaca lagi. Pilih lagi berkas ini.";

const queue = [];
let busy = 0;

class Ended extends Error {} // for good, with the sentence to show
class Gone extends Error {} // the server no longer knows this upload: begin anew

const bytes = (size) => (size < 1024 * 1024 ? `${Math.max(1, Math.round(size / 1024))} KB` : `${(size / 1024 / 1024).toFixed(1).replace(".", ",")} MB`);
const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
const make = (tag, parts = {}, ...inside) => {
  const made = Object.assign(document.createElement(tag), parts);
  made.append(...inside);
  return made;
};

// --- One request ------------------------------------------------------------------------------

const ask = async (form, url, method, headers = {}, body = null) => {
  const token = form.querySelector("input[name=csrfmiddlewaretoken]").value; // session.js renews it
  const given = { "Tus-Resumable": "1.0.0", "X-CSRFToken": token, ...headers };
  const answer = await fetch(url, { method, body, headers: given, redirect: "manual", cache: "no-store" });
  if (answer.type === "opaqueredirect" || answer.status === 403) throw Object.assign(new Error(), { words: OVER });
  if (answer.status >= 500 || answer.status === 429) throw Object.assign(new Error(), { words: FAULT });
  if (answer.status === 404 || answer.status === 410) throw new Gone();
  return answer;
};

const sentence = async (answer) => (await answer.text()) || "Berkas tidak dapat diterima. Muat ulang halaman ini, lalu coba lagi.";

const begin = async (item) => {
  const said = { filename: item.file.name, kind: item.kind, section: item.form.dataset.section ?? "" };
  const metadata = Object.entries(said).filter(([, value]) => value).map(([name, value]) => `${name} ${base64(value)}`);
  const headers = { "Upload-Length": String(item.file.size), "Upload-Metadata": metadata.join(",") };
  let answer;
  try {
    answer = await ask(item.form, item.form.dataset.uploads, "POST", headers);
  } catch (failure) {
    if (failure instanceof Gone) throw new Ended("Berkas tidak dapat diunggah ke bagian ini lagi.");
    throw failure;
  }
  if (answer.status !== 201) throw new Ended(await sentence(answer));
  item.url = answer.headers.get("Location");
  await keep(item);
  return 0;
};

const stands = async (item) => {
  const answer = await ask(item.form, item.url, "HEAD");
  if (!answer.ok) throw new Gone();
  return Number(answer.headers.get("Upload-Offset"));
};

const piece = async (item, offset) => {
  let body;
  try {
    body = await item.file.slice(offset, offset + PIECE).arrayBuffer();
  } catch {
    throw new Ended(NO_COPY); // moved or changed on the disk meanwhile
  }
  const headers = { "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" };
  const answer = await ask(item.form, item.url, "PATCH", headers, body);
  if (answer.status === 409) return stands(item);
  if (!answer.ok) throw new Ended(await sentence(answer));
  return Number(answer.headers.get("Upload-Offset"));
};

// --- One file ---------------------------------------------------------------------------------

const send = async (item) => {
  let offset = item.url ? await stands(item) : await begin(item);
  do {
    progress(item, offset);
    offset = await piece(item, offset); // asked once more at the end, it only says how it ended
    item.wait = 1000;
  } while (offset < item.file.size && !item.cancelled);
};

const rest = (milliseconds) =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    addEventListener("online", () => resolve(clearTimeout(timer)), { once: true });
  });

const carry = async (item) => {
  while (!item.cancelled) {
    try {
      await send(item);
      return item.cancelled || done(item);
    } catch (failure) {
      if (failure instanceof Ended) return fail(item, failure.message);
      if (failure instanceof Gone) item.url = "";
      else say(item, failure.words ?? BROKEN);
    }
    await rest(item.wait);
    item.wait = Math.min(item.wait * 2, SLOWEST);
  }
};

const next = async () => {
  if (busy >= AT_ONCE || !queue.length) return;
  busy += 1;
  try {
    await carry(queue.shift());
  } finally {
    busy -= 1;
    next();
  }
};

const cancel = async (item) => {
  item.cancelled = true;
  queue.includes(item) && queue.splice(queue.indexOf(item), 1);
  const following = item.line.nextElementSibling?.querySelector("button") ?? item.form.querySelector("input[type=file]");
  item.line.remove();
  following.focus();
  announce(item.form, `Unggahan ${item.file.name} dibatalkan.`);
  await forget(item);
  if (item.url) await ask(item.form, item.url, "DELETE").catch(() => {}); // else it expires by itself
};

// --- What is seen and heard -------------------------------------------------------------------

const say = (item, words) => {
  if (item.words.textContent !== words) item.words.textContent = words;
};

const progress = (item, offset) => {
  item.bar.value = offset;
  const share = Math.floor((100 * offset) / item.file.size);
  say(item, offset < item.file.size ? `${share} % dari ${bytes(item.file.size)} terkirim` : "Terkirim, sedang diperiksa");
};

const announce = (form, words) => {
  form.querySelector("[data-upload-news]").textContent = words;
};

const done = async (item) => {
  await forget(item);
  const held = item.line.contains(document.activeElement);
  await refresh();
  item.line.remove();
  if (held) item.form.querySelector("input[type=file]").focus();
  announce(item.form, `Berkas ${item.file.name} terunggah.`);
};

const fail = async (item, words) => {
  item.cancelled = true;
  await forget(item);
  item.bar.remove();
  item.line.classList.add("upload-refused");
  say(item, words);
  item.button.firstChild.textContent = "Tutup";
  announce(item.form, `Berkas ${item.file.name} tidak diterima. ${words}`);
};

const show = (item) => {
  const id = `unggahan-${item.key}`;
  const title = make("span", { className: "upload-name", id, textContent: item.file.name });
  item.bar = make("progress", { max: item.file.size, value: 0 });
  item.bar.setAttribute("aria-labelledby", id);
  item.words = make("span", { className: "upload-words", textContent: WAITS });
  const of = make("span", { className: "visually-hidden", textContent: ` ${item.file.name}` });
  item.button = make("button", { type: "button", className: "btn btn-inline" }, "Batalkan", of);
  item.button.addEventListener("click", () => cancel(item));
  item.line = make("li", {}, title, item.bar, item.words, item.button);
  item.form.querySelector("[data-upload-list]").append(item.line);
};

// The lists of files as the server now shows them; words being typed elsewhere on the page stay.
const refresh = async () => {
  try {
    const answer = await fetch(location.pathname, { cache: "no-store", redirect: "manual" });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const list of document.querySelectorAll("[data-files]")) {
      const fresh = page.getElementById(list.id);
      if (fresh && fresh.innerHTML !== list.innerHTML) list.replaceChildren(...fresh.childNodes);
    }
  } catch {
    return; // it shows after the next reload
  }
  watch();
};

let watching;
const watch = (wait = LOOK_AGAIN) => {
  clearTimeout(watching);
  if (document.querySelector("[data-files] [data-scanning]")) watching = setTimeout(refresh, wait);
};

// --- A form -----------------------------------------------------------------------------------

const add = (form, item) => {
  Object.assign(item, { form, wait: 1000, cancelled: false });
  show(item);
  queue.push(item);
  next();
};

const choose = async (form, files) => {
  const kind = form.querySelector("[name=kind]").value;
  for (const file of files) {
    const item = { key: crypto.randomUUID?.() ?? String(Math.random()).slice(2), file, kind, url: "" };
    await keep({ ...item, form });
    add(form, item);
  }
};

const prepare = (form) => {
  const input = form.querySelector("input[type=file]");
  const field = input.closest(".field") ?? input;
  const news = make("p", { className: "visually-hidden" });
  news.dataset.uploadNews = "";
  news.setAttribute("role", "status");
  const list = make("ul", { className: "uploads" });
  list.dataset.uploadList = "";
  field.after(list, news);
  field.classList.add("drop-here");
  const hint = make("p", { className: "form-text", id: `${input.id}_many`, textContent: "Anda dapat memilih beberapa berkas sekaligus atau menyeretnya ke sini. Unggahan yang terputus dilanjutkan sendiri." });
  input.before(hint);
  input.setAttribute("aria-describedby", [input.getAttribute("aria-describedby"), hint.id].filter(Boolean).join(" "));
  input.multiple = true;
  form.querySelectorAll("[data-without-script]").forEach((one) => (one.hidden = true));
  input.addEventListener("input", (event) => event.stopPropagation()); // no unsaved words
  input.addEventListener("change", (event) => {
    event.stopPropagation();
    const chosen = [...input.files];
    input.value = "";
    choose(form, chosen);
  });
  field.addEventListener("dragover", (event) => {
    event.preventDefault();
    field.classList.add("drop-now");
  });
  field.addEventListener("dragleave", () => field.classList.remove("drop-now"));
  field.addEventListener("drop", (event) => {
    event.preventDefault();
    field.classList.remove("drop-now");
    choose(form, [...event.dataTransfer.files]);
  });
};

const forms = [...document.querySelectorAll("form[data-uploads]")];
forms.forEach(prepare);
for (const kept of await all()) {
  const form = forms.find((one) => one.dataset.uploads === kept.uploads && (one.dataset.section ?? "") === kept.section && (one.dataset.kind ?? kept.kind) === kept.kind);
  if (form) add(form, kept);
}
watch();
