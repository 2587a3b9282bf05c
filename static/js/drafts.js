// Words that the server does not have yet, kept on this device under their writer's name, one record
// for each form and tab. On a shared computer they stay in the memory of the page.
// A draft: {key, user, tab, url, page, title, values, base, known, sent, at}; `base` is the version
// they were written upon, `known` what stood there, `sent` what was sent without an answer.
const frame = document.querySelector("dialog.leaving");
export const user = frame?.dataset.user ?? "";
export const bearer = frame?.dataset.bearer ?? "";
export const shared = frame?.hasAttribute("data-shared") ?? false;
export const tab = Array.from(crypto.getRandomValues(new Uint8Array(12)), (one) => one.toString(36)).join("");

const memory = new Map();
const LIVING = "kipp-tab-";
// Held as long as this page lives: who comes later sees which drafts nobody is writing at.
navigator.locks?.request(LIVING + tab, () => new Promise(() => {}));

const opened = new Promise((resolve) => {
  if (!window.indexedDB) return resolve(null);
  const request = indexedDB.open("kipp", 1);
  request.onupgradeneeded = () => request.result.createObjectStore("drafts", { keyPath: "key" }).createIndex("user", "user");
  request.onsuccess = () => resolve(request.result);
  request.onerror = request.onblocked = () => resolve(null);
}).catch(() => null);

// One transaction; null where this device keeps nothing.
const device = async (mode, ask) => {
  const base = await opened;
  if (!base) return null;
  return new Promise((resolve, reject) => {
    const work = base.transaction("drafts", mode);
    const request = ask(work.objectStore("drafts"));
    work.oncomplete = () => resolve(request.result ?? true);
    work.onerror = work.onabort = () => reject(work.error);
  }).catch(() => null);
};

export const keyOf = (url) => `${user}|${url}|${tab}`;

// True when it lies on this device, false when only this page has it.
export const put = async (draft) => {
  const whole = { ...draft, user, tab, key: keyOf(draft.url), at: Date.now() };
  memory.set(whole.key, whole);
  if (shared) return false;
  return (await device("readwrite", (store) => store.put(whole))) !== null;
};

export const remove = async (key) => {
  memory.delete(key);
  await device("readwrite", (store) => store.delete(key));
};

// All that this person has not sent, the newest first.
export const mine = async () => {
  const kept = (await device("readonly", (store) => store.index("user").getAll(user))) || [];
  const all = new Map([...kept.map((one) => [one.key, one]), ...memory]);
  return [...all.values()].sort((one, other) => other.at - one.at);
};

const living = async () => {
  const { held } = (await navigator.locks?.query()) ?? { held: [] };
  return new Set(held.map((lock) => lock.name));
};

// What was left behind, at this form or at any: by a page that is gone, not by a tab that is open.
export const leftBehind = async (url = "") => {
  const at = (await mine()).filter((one) => one.tab !== tab && (!url || one.url === url));
  const open = at.length ? await living() : new Set();
  return at.filter((one) => !open.has(LIVING + one.tab));
};

export const wipe = async () => {
  for (const one of await mine()) await remove(one.key);
};

// As the server keeps it: spaces around a text are nothing (Python's strip).
const AROUND = /^[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+|[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/g;
const clean = (value) => String(value ?? "").replaceAll("\r\n", "\n").replace(AROUND, "");
export const same = (one, other) =>
  Object.keys({ ...one, ...other }).every((name) => clean(one?.[name]) === clean(other?.[name]));

export const download = (drafts) => {
  const text = drafts
    .map((one) => `${one.title}\n${new Date(one.at ?? Date.now()).toLocaleString("id-ID")}\n\n${Object.values(one.values).join("\n\n")}\n`)
    .join("\n----------\n\n");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/plain;charset=utf-8" }));
  link.download = "tulisan-belum-terkirim.txt";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
};
