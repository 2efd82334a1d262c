import { $, h } from "./dom.js";

export const KEYS = [
  ["← ↑ → ↓", "move from card to card; in a detail, the one before or after"],
  ["Home End PgUp PgDn", "first, last, a screen up or down"],
  ["Enter", "open"],
  ["Esc", "close; then clear the selection"],
  ["a", "approve"],
  ["r", "reject"],
  ["c", "request changes"],
  ["p", "prefer, or no longer"],
  ["u", "undo the last change; without one, reopen"],
  ["Space x", "select; Shift-click selects all from the last one on"],
  ["v", "compare the selection (2 to 4)"],
  ["/", "search"],
  ["n", "show new arrivals"],
  ["+ − 0 1", "zoom in, out, fit, 100 % (in a detail or comparison)"],
  ["s o", "slider, originals (in a comparison)"],
  ["?", "this help"],
];

const STORED = "runfolio.letters";

/** Whether keys of one letter or sign do anything; whoever dictates or hits keys by accident may do without. */
export const letters = () => localStorage.getItem(STORED) !== "off";

export function showHelp() {
  const box = h("input", { type: "checkbox", id: "letters", checked: letters(), onchange: () => localStorage.setItem(STORED, box.checked ? "on" : "off") });
  const dialog = $("help");
  dialog.replaceChildren(
    h("h2", { id: "help-title" }, "Keys"),
    h("table", {}, h("tbody", {}, KEYS.map(([keys, text]) => h("tr", {}, h("th", { scope: "row" }, keys.split(" ").map((key) => h("kbd", {}, key))), h("td", {}, text))))),
    h("p", { class: "sub" }, "Searching: ", h("code", {}, 'red fox'), " both, ", h("code", {}, '"red fox"'), " the phrase, ", h("code", {}, "fox OR wolf"), " either, ", h("code", {}, "-blurry"), " without."),
    h("label", { class: "letters" }, box, "Letters and signs are keys, too (for those who speak to their computer, better not)"),
    h("button", { type: "button", class: "close", "aria-label": "Close", onclick: () => dialog.close() }, "×"),
  );
  dialog.showModal();
}
