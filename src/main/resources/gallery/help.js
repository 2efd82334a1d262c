import { $, h } from "./dom.js";

export const KEYS = [
  ["← ↑ → ↓", "move between cards; in a detail view, previous or next"],
  ["Home End PgUp PgDn", "first, last, one screen up or down"],
  ["Enter", "open"],
  ["Esc", "close, or clear the selection"],
  ["a", "approve"],
  ["r", "reject"],
  ["c", "request changes"],
  ["p", "mark as preferred, or remove the mark"],
  ["u", "undo the last change, or reopen"],
  ["Space x", "select; Shift-click selects a range"],
  ["v", "compare the selection (2 to 4)"],
  ["/", "search"],
  ["n", "show new artifacts"],
  ["+ − 0 1", "zoom in, out, fit, 100 % (detail view or comparison)"],
  ["s o", "slider, originals (comparison)"],
  ["?", "show this help"],
];

const STORED = "runfolio.letters";

/** Returns whether single-character shortcuts are on; speech input users can turn them off (WCAG 2.1.4). */
export const letters = () => localStorage.getItem(STORED) !== "off";

export function showHelp() {
  const box = h("input", { type: "checkbox", id: "letters", checked: letters(), onchange: () => localStorage.setItem(STORED, box.checked ? "on" : "off") });
  const dialog = $("help");
  dialog.replaceChildren(
    h("h2", { id: "help-title" }, "Keyboard shortcuts"),
    h("table", {}, h("tbody", {}, KEYS.map(([keys, text]) => h("tr", {}, h("th", { scope: "row" }, keys.split(" ").map((key) => h("kbd", {}, key))), h("td", {}, text))))),
    h("p", { class: "sub" }, "Search: ", h("code", {}, "red fox"), " both words, ", h("code", {}, '"red fox"'), " exact phrase, ", h("code", {}, "fox OR wolf"), " either word, ", h("code", {}, "-blurry"), " exclude."),
    h("label", { class: "letters" }, box, "Single-character shortcuts (turn off if you use speech input)"),
    h("button", { type: "button", class: "close", "aria-label": "Close", onclick: () => dialog.close() }, "×"),
  );
  dialog.showModal();
}
