// Leaving the portal takes this person's drafts off the device. Words that were never sent are asked
// about first: send, download or discard.
import { download, leftBehind, mine, remove, wipe } from "./drafts.js";
import { forgetArrived, send } from "./saving.js";
import { all as files, forget } from "./uploads_kept.js";

const box = document.querySelector("dialog.leaving");
const part = (name) => box.querySelector(`[data-part="${name}"]`);
const WHY = {
  stale: "berubah di tempat lain; buka bagiannya untuk membandingkan",
  away: "sesi Anda sudah berakhir; masuk lagi lebih dahulu",
  offline: "sambungan terputus",
  busy: "portal sedang sibuk",
};
let leaving;

const list = async (drafts, why = {}) => {
  const underway = (await files()).map((one) =>
    Object.assign(document.createElement("li"), { textContent: `Berkas “${one.file.name}” belum selesai terunggah` }),
  );
  part("list").replaceChildren(
    ...underway,
    ...drafts.map((one) => {
      const item = document.createElement("li");
      const link = Object.assign(document.createElement("a"), { href: one.page, textContent: one.title });
      item.append(link, why[one.key] ? `: ${why[one.key]}` : "");
      return item;
    }),
  );
};

const go = async () => {
  document.dispatchEvent(new Event("kipp:left"));
  for (const form of document.querySelectorAll("form[data-unsaved]")) form.dispatchEvent(new Event("kipp:saved"));
  await wipe();
  for (const one of await files()) await forget(one);
  leaving.dataset.allowed = "";
  box.close();
  leaving.requestSubmit();
};

const sendAll = async () => {
  const why = {};
  for (const one of await mine()) {
    const { end, refusal } = await send(one);
    if (end === "saved") await remove(one.key);
    else why[one.key] = refusal ?? WHY[end];
  }
  const left = await mine();
  if (!left.length && !(await files()).length) return go();
  await list(left, why);
  part("answer").textContent = "Sebagian belum terkirim. Unduh tulisannya lebih dahulu, atau tetap masuk.";
};

const CHOICES = {
  send: sendAll,
  download: async () => {
    download(await mine());
    part("answer").textContent = "Terunduh. Periksa berkasnya sebelum membuang tulisan dan keluar.";
  },
  discard: go,
  stay: () => box.close(),
};
box.addEventListener("click", ({ target }) => CHOICES[target.closest("[data-choice]")?.dataset.choice]?.());

// Capturing: before the press counts as sent.
document.addEventListener(
  "submit",
  async (event) => {
    if (!event.target.matches("form[data-leave]") || "allowed" in event.target.dataset) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    leaving = event.target;
    // The page may hold words younger than its last breath.
    const keeping = [];
    document.dispatchEvent(new CustomEvent("kipp:keep", { detail: keeping }));
    await Promise.all(keeping);
    const left = await forgetArrived(await mine());
    if (!left.length && !(await files()).length) return go();
    await list(left);
    part("answer").textContent = "";
    box.showModal();
    box.querySelector("h2").focus();
  },
  { capture: true },
);

// What pages that are gone left behind is sent from any page that stays open for a while; it overwrites
// nothing (If-Match), and asks nothing of a section that is closed. The page of the words themselves
// does more: it shows them.
const here = document.querySelector("[data-autosave]")?.dataset.autosave;
setTimeout(async () => {
  const behind = (await leftBehind()).filter((one) => one.url !== here);
  for (const one of await forgetArrived(behind))
    if (!one.closed && (await send(one)).end === "saved") await remove(one.key);
}, 2000);
