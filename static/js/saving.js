// Sends a draft to the server with the version it was written upon, and says in one word how that
// ended: saved, stale, refused (with what to tell), away (nobody, or somebody else, is signed in),
// offline, busy.
import { bearer, remove, same } from "./drafts.js";

const PATIENCE = 20_000;
const tokens = () => [...document.querySelectorAll("input[name=csrfmiddlewaretoken]")];

// The token of this page may be older than the session, after a new log-in in another tab.
const renew = async () => {
  const url = document.querySelector("dialog.session")?.dataset.url;
  const answer = url && (await fetch(url, { redirect: "manual", cache: "no-store" }));
  const found = answer?.ok ? await answer.json() : null;
  if (found?.bearer !== bearer) return false;
  for (const input of tokens()) input.value = found.token;
  return true;
};

const put = (draft, keepalive) =>
  fetch(draft.url, {
    method: "PUT",
    body: JSON.stringify(draft.values),
    headers: {
      "Content-Type": "application/json",
      "If-Match": `"${draft.base}"`,
      "X-Bearer": bearer,
      "X-CSRFToken": tokens()[0]?.value ?? "",
    },
    redirect: "manual",
    cache: "no-store",
    keepalive,
    signal: keepalive ? undefined : AbortSignal.timeout(PATIENCE),
  });

// What the server has of it, {version, values, closed}; null where it does not say.
const kept = async (draft) => {
  const given = { headers: { "X-Bearer": bearer }, redirect: "manual", cache: "no-store" };
  try {
    const answer = await fetch(draft.url, { ...given, signal: AbortSignal.timeout(PATIENCE) });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
};

const words = async (answer) => {
  try {
    return (await answer.json()).refusal;
  } catch {
    return "";
  }
};

const outcome = async (answer, draft) => {
  if (answer.ok) return { end: "saved", ...(await answer.json()) };
  if (answer.status === 401 || answer.type === "opaqueredirect") return { end: "away" };
  if (answer.status === 412) return { end: "stale", ...(await answer.json()) };
  if (answer.status === 429 || answer.status >= 500) return { end: "busy" };
  return { end: "refused", refusal: (await words(answer)) || "Tulisan ini tidak dapat disimpan di portal." };
};

const once = async (draft, keepalive) => {
  let answer = await put(draft, keepalive);
  if (answer.status === 403 && (await renew())) answer = await put(draft, keepalive);
  return answer.status === 403 ? { end: "away" } : outcome(answer, draft);
};

// Whether what the server has is this person's own: a save whose answer was lost, or the very words
// this draft was written upon. Then nobody is overwritten.
const isOurs = (draft, found) => same(draft.known, found) || (draft.sent ?? []).some((one) => same(one, found));

export const send = async (draft, keepalive = false) => {
  try {
    const ended = await once(draft, keepalive);
    if (ended.end !== "stale" || !isOurs(draft, ended.values)) return ended;
    return await once({ ...draft, base: ended.version }, keepalive);
  } catch {
    return { end: "offline" };
  }
};

// Drafts that the server has already are left behind by nobody: the button of a form had sent their
// words, and its page was gone before it could say so.
export const forgetArrived = async (drafts) => {
  const left = [];
  for (const one of drafts) {
    const there = await kept(one);
    if (there && same(there.values, one.values)) await remove(one.key);
    else left.push({ ...one, closed: there?.closed ?? "" });
  }
  return left;
};
