// Keeps a form while somebody writes: on this device with every pause of a breath, at the server with
// every longer one and every quarter minute. Nothing typed is lost to a dead line, a session that is
// over, or another device.
//
// <form data-autosave="address" data-version="3" data-title="..."> with named fields that carry
// `data-saved` (the value the server has; a form shown again may hold another one).
import { download, keyOf, leftBehind, put, remove, same, shared } from "./drafts.js";
import { compare } from "./compare.js";
import { send } from "./saving.js";
import { words } from "./words.js";

const BREATH = 250;
const PAUSE = 1200;
const EVERY = 15_000;
const AGAIN = [3_000, 6_000, 12_000, 30_000, 60_000];
const LEAVING = 4_000;
const LINGER = 1500;

const HERE = shared ? "hanya ada di halaman ini: jangan menutupnya" : "tersimpan di perangkat ini";
const SAID = {
  offline: `Luring, ${HERE}`,
  busy: `Portal sedang sibuk; tulisan ${HERE} dan dikirim lagi sendiri`,
  away: `Sesi Anda berakhir; tulisan ${HERE} dan dikirim sesudah Anda masuk lagi`,
  saving: "Menyimpan …",
  stale: `Berubah di tempat lain; tulisan Anda ${HERE}`,
};

// One part of a line that begins with a capital letter.
const changed = (line, before, after) => {
  const at = line.toLowerCase().indexOf(before.toLowerCase());
  const text = at < 0 ? line : line.slice(0, at) + after + line.slice(at + before.length);
  return text.charAt(0).toUpperCase() + text.slice(1);
};

const keep = (form) => {
  const url = form.dataset.autosave;
  const fields = [...form.querySelectorAll("[data-saved]")];
  const frame = form.closest("[data-autosave-frame]") ?? form;
  const part = (name) => frame.querySelector(`[data-part="${name}"]`);
  const read = () => Object.fromEntries(fields.map((field) => [field.name, field.value]));
  const write = (values) => {
    for (const field of fields) {
      field.value = values[field.name] ?? "";
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };

  let base = Number(form.dataset.version);
  let known = Object.fromEntries(fields.map((field) => [field.name, field.dataset.saved]));
  let sent = [];
  let running = null;
  let held = ""; // why nothing is sent: "stale" until a choice is made, "refused" or "left" for good
  let troubled = false;
  let tries = 0;
  let breath, pause, retry;

  const dirty = () => !same(read(), known);
  const draft = () => ({ url, page: location.pathname, title: form.dataset.title, values: read(), base, known, sent });

  // Aloud only what is not as usual, and that it is as usual again.
  const say = (text, { more = "", trouble = false } = {}) => {
    part("state").textContent = text;
    part("more").textContent = more;
    part("rescue").hidden = held !== "refused";
    if (trouble || troubled) part("spoken").textContent = text;
    troubled = trouble || (troubled && text === SAID.saving);
  };

  const clear = () => {
    form.dispatchEvent(new Event("kipp:saved", { bubbles: true }));
    return remove(keyOf(url));
  };
  const store = async () => {
    clearTimeout(breath);
    if (held === "left") return false;
    return dirty() ? put(draft()) : clear();
  };

  const accept = ({ version, saved, over, lacks, others }, values) => {
    [base, known, sent, tries] = [version, values, [], 0];
    form.querySelector("input[name=version]").value = version;
    const long = over ? "Tersimpan utuh, tetapi terlalu panjang untuk dikirim." : "";
    say(saved, { more: long });
    if (part("others")) part("others").textContent = others.length ? `Sedang dibuka juga oleh ${others.join(", ")}.` : "";
    show(values, lacks);
    if (dirty()) return soon();
    clear();
  };

  // How far the section is, as the list of all sections says it, without asking the server again.
  const show = (values, lacks) => {
    const area = fields.find((field) => field.dataset.wordLimit);
    const count = area ? words(values[area.name]) : 0;
    const stage = count > Number(area?.dataset.wordLimit) ? "over" : count ? "written" : "empty";
    const label = part(`stage-${stage}`)?.content.firstElementChild;
    const now = document.querySelector(".tasklist-current .state");
    if (label && now) now.replaceWith(label.cloneNode(true));
    const hint = document.querySelector(".tasklist-current .tasklist-hint");
    if (hint && lacks) hint.textContent = changed(hint.textContent, form.dataset.lacks, lacks);
    if (lacks) form.dataset.lacks = lacks;
  };

  const later = (end) => {
    say(SAID[end], { trouble: true });
    clearTimeout(retry);
    const wait = AGAIN[Math.min(tries++, AGAIN.length - 1)];
    retry = setTimeout(save, wait * (0.8 + 0.4 * Math.random())); // not all of a building at once
  };

  const disagree = (theirs, { focus = true } = {}) => {
    held = "stale";
    say(SAID.stale, { trouble: true });
    compare(part("compare"), { mine: read(), theirs, field: fields[0], decide, focus });
  };
  const refuse = (why) => {
    held = "refused";
    say(`${why} Tulisan Anda ${HERE}.`, { trouble: true });
  };

  const decide = (choice, theirs) => {
    const mine = read();
    held = "";
    [base, known, sent] = [theirs.version, theirs.values, []];
    form.querySelector("input[name=version]").value = base;
    if (choice === "theirs") {
      write(theirs.values);
      offerBack(mine);
    }
    store();
    dirty() ? save() : accept({ ...theirs, saved: "Yang tersimpan dipakai", others: [] }, read());
    fields[0].focus();
  };

  const offerBack = (mine) => {
    const back = part("back");
    back.hidden = false;
    back.onclick = () => {
      back.hidden = true;
      write(mine);
      fields[0].focus();
    };
  };

  const end = (found, values) => {
    if (found.end === "saved") return accept(found, values);
    if (found.end === "stale") return disagree(found);
    if (found.end === "refused") return refuse(found.refusal);
    later(found.end);
    if (found.end === "away") document.dispatchEvent(new Event("kipp:signed-out"));
  };

  const run = async (keepalive) => {
    clearTimeout(pause);
    clearTimeout(retry);
    const values = read();
    sent = [...sent.slice(-4), values];
    const given = draft();
    const stored = store();
    if (!keepalive) {
      await stored; // the device first
      say(SAID.saving);
    }
    end(await send(given, keepalive), values);
  };

  // One at a time: the next one names the version that this one makes.
  const save = async ({ keepalive = false } = {}) => {
    if (held || !dirty()) return;
    running ??= run(keepalive).finally(() => (running = null));
    await running;
  };

  // Before leaving, if it goes at once.
  const atOnce = () => navigator.onLine && Promise.race([save(), new Promise((done) => setTimeout(done, LEAVING))]);

  const soon = () => {
    clearTimeout(pause);
    pause = setTimeout(save, PAUSE);
  };

  form.addEventListener("input", ({ target }) => {
    if (!fields.includes(target)) return;
    clearTimeout(breath);
    breath = setTimeout(store, BREATH);
    if (!held) soon();
  });
  setInterval(save, EVERY);
  addEventListener("online", () => save());
  addEventListener("offline", () => dirty() && !held && say(SAID.offline, { trouble: true }));
  document.addEventListener("kipp:keep", ({ detail }) => detail.push(Promise.all([store(), atOnce()])));
  document.addEventListener("kipp:left", () => (held = "left"));
  document.addEventListener("kipp:signed-in", () => save());
  document.addEventListener("visibilitychange", () => {
    save({ keepalive: document.visibilityState === "hidden" });
  });

  // The button: what is on its way arrives first, or its version would be a strange one.
  form.addEventListener("submit", async (event) => {
    if (event.submitter?.name === "unggah" || event.submitter?.name === "hapus") clearTimeout(pause);
    else if (!navigator.onLine) {
      event.preventDefault();
      await store();
      return say(SAID.offline, { trouble: true });
    }
    clearTimeout(pause);
    clearTimeout(retry);
    if (!running) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    await running;
    clearTimeout(pause);
    if (!held) form.requestSubmit(event.submitter);
  });
  // A link to another page: the words go first, if they go at once.
  document.addEventListener("click", async (event) => {
    const link = event.target.closest?.("a[href]");
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    if (!plain || event.defaultPrevented || !link || link.target || link.hasAttribute("download")) return;
    if (link.pathname === location.pathname || held || !dirty() || !navigator.onLine) return;
    event.preventDefault();
    await atOnce();
    location.assign(link.href);
  });
  part("rescue").addEventListener("click", () => download([draft()]));

  // What a page that is gone left here: the newest words, unless the server has them already. A page
  // that was just closed may still count as open for a moment.
  const restore = async () => {
    for (const one of await leftBehind(url)) {
      if (same(one.values, known)) await remove(one.key);
      else if (!dirty()) await take(one);
    }
  };
  const take = async (one) => {
    const upon = one.base === base || same(one.known, known) || one.sent.some((text) => same(text, known));
    sent = one.sent;
    write(one.values);
    if (await put(draft())) await remove(one.key);
    fields[0].focus();
    if (!upon) return disagree(now());
    say("Tulisan yang belum terkirim dikembalikan");
    await save();
  };
  // A page that shows words again which the server would not take: its own error says why.
  part("plain")?.remove();
  const now = () => ({ version: base, values: known, by: form.dataset.by, saved: form.dataset.savedAt });
  if (form.dataset.closed) refuse(form.dataset.closed);
  else if (dirty()) disagree(now(), { focus: false });
  if (dirty()) store();
  restore();
  setTimeout(restore, LINGER);
};

document.querySelectorAll("form[data-autosave]").forEach(keep);

// Where nothing may be written any more, words that were never sent can still be taken along.
const rescue = async (box) => {
  const left = (await leftBehind(box.dataset.draftRescue)).filter((one) => !same(one.values, { text: box.dataset.saved }));
  if (!left.length) return;
  box.hidden = false;
  box.querySelector('[data-choice="download"]').onclick = () => download(left);
  box.querySelector('[data-choice="discard"]').onclick = async () => {
    for (const one of left) await remove(one.key);
    box.hidden = true;
  };
};
document.querySelectorAll("[data-draft-rescue]").forEach(rescue);
