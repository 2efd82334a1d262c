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
  ["x", "select"],
  ["v", "compare the selection (2 to 4)"],
  ["/", "search"],
  ["n", "show new arrivals"],
  ["+ − 0", "zoom in, out, fit (in a detail or comparison)"],
  ["s o", "slider, originals (in a comparison)"],
  ["?", "this help"],
];

export function showHelp() {
  const dialog = $("help");
  dialog.replaceChildren(
    h("h2", { id: "help-title" }, "Keys"),
    h("table", {}, h("tbody", {}, KEYS.map(([keys, text]) => h("tr", {}, h("th", { scope: "row" }, keys.split(" ").map((key) => h("kbd", {}, key))), h("td", {}, text))))),
    h("p", { class: "sub" }, "Searching: ", h("code", {}, 'red fox'), " both, ", h("code", {}, '"red fox"'), " the phrase, ", h("code", {}, "fox OR wolf"), " either, ", h("code", {}, "-blurry"), " without."),
    h("button", { type: "button", class: "close", "aria-label": "Close", onclick: () => dialog.close() }, "×"),
  );
  dialog.showModal();
}
