import { $, h, plural, redraw } from "./dom.js";
import { MAX_COMPARED } from "./compare.js";

const MAX_EXPORTED = 500;

/** Draws the bar below the grid with the actions for the selection. */
export function drawSelection(ids, act) {
  redraw($("selection"), () => draw($("selection"), ids, act), () => $("grid"));
}

function draw(bar, ids, act) {
  bar.hidden = ids.length === 0;
  if (!ids.length) return bar.replaceChildren();
  const button = (text, run, off = false) => h("button", { type: "button", disabled: off, onclick: run }, text);
  const tooMany = ids.length > MAX_EXPORTED;
  const link = h("a", { class: "button", id: "export", href: `/v1/export?ids=${ids.map(encodeURIComponent).join(",")}&form=original`, download: "artifacts.zip" }, "Export zip");
  bar.replaceChildren(
    h("strong", {}, `${plural(ids.length, "artifact")} selected`),
    button("Compare (v)", () => act.compare(ids), ids.length < 2 || ids.length > MAX_COMPARED),
    button("Approve", () => act.decideMany("approve"), tooMany),
    button("Reject", () => act.decideMany("reject"), tooMany),
    button("Request changes", () => act.decideMany("request_changes"), tooMany),
    h("button", { type: "button", class: "share-action", disabled: tooMany, onclick: () => act.share(ids) }, "Share"),
    tooMany ? h("span", {}, `At most ${MAX_EXPORTED} can be exported at once`) : link,
    h("button", { type: "button", class: "quiet", onclick: act.clearSelection }, "Clear (Esc)"),
  );
}
