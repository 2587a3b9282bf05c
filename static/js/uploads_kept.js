// Files on their way, kept in this browser so that a reload need not begin anew. Each is its owner's:
// whoever else signs in here finds them gone, and leaving takes them away (leaving.js). On a shared
// computer, or where the browser keeps nothing, uploads work all the same.
import { shared } from "./drafts.js";

const NAME = "kipp-unggahan";
const DAY = 24 * 3600 * 1000; // the server gives an upload up after a day, too
const owner = document.querySelector("dialog.session")?.dataset.bearer ?? "";

const opened = new Promise((resolve) => {
  try {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("files", { keyPath: "key" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => resolve(null);
  } catch {
    resolve(null);
  }
});

const within = async (mode, work) => {
  const database = await opened;
  if (!database) return undefined;
  return new Promise((resolve) => {
    try {
      const asked = work(database.transaction("files", mode).objectStore("files"));
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => resolve(undefined);
    } catch {
      resolve(undefined); // no room, or private browsing
    }
  });
};

export const keep = async ({ key, file, kind, url, form }) =>
  !shared &&
  within("readwrite", (files) =>
    files.put({ key, file, kind, url, owner, at: Date.now(), uploads: form.dataset.uploads, section: form.dataset.section ?? "" }),
  );

export const forget = ({ key }) => within("readwrite", (files) => files.delete(key));

// Those of this person; the rest is wiped.
export const all = async () => {
  const kept = (await within("readonly", (files) => files.getAll())) ?? [];
  const mine = kept.filter((one) => owner && one.owner === owner && Date.now() - one.at < DAY);
  for (const one of kept) if (!mine.includes(one)) await forget(one);
  return mine;
};
