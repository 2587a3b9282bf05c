// Two versions of one text beside each other, and what to do with them (answer_compare.html).
import { differences } from "./differences.js";

const fill = (box, runs) => {
  box.replaceChildren(
    ...runs.map(([text, marked]) => {
      if (!marked) return document.createTextNode(text);
      return Object.assign(document.createElement("mark"), { textContent: text });
    }),
  );
};

// `decide` is called with "mine", "theirs" or "both", and with what the server has.
export const compare = (panel, { mine, theirs, field, decide, focus }) => {
  const part = (name) => panel.querySelector(`[data-part="${name}"]`);
  const [left, right] = differences(mine[field.name] ?? "", theirs.values[field.name] ?? "");
  fill(part("mine"), left);
  fill(part("theirs"), right);
  part("who").textContent = `${theirs.by}, ${theirs.saved}`;
  panel.hidden = false;
  panel.classList.remove("compare-merging");
  if (focus) panel.querySelector("h2").focus();
  for (const button of panel.querySelectorAll("[data-choice]")) {
    button.onclick = () => {
      const choice = button.dataset.choice;
      if (choice === "done" || choice !== "both") panel.hidden = true;
      panel.classList.toggle("compare-merging", choice === "both");
      if (choice !== "done") decide(choice, theirs);
    };
  }
};
