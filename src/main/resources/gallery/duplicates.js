import { get } from "./api.js";
import { h } from "./dom.js";
import { card } from "./list.js";
import { section } from "./sections.js";

/** Groups by their field, each with its own heading: only the first two hold duplicates. */
const GROUPS = [
  ["exact", "Same file"],
  ["reencoded", "Same picture, encoded again"],
  ["alike", "Alike, not duplicates"],
];

/** Returns a section that looks for duplicates of an artifact on demand. */
export function duplicates(artifact, open) {
  if (!artifact.media?.sha256 && !artifact.media?.thumb) return null;
  const found = h("div", { "aria-live": "polite" });
  const button = h("button", { type: "button", class: "quiet", onclick: () => look() }, "Find duplicates");
  const look = async () => {
    button.disabled = true;
    found.replaceChildren(h("p", { class: "sub" }, "Looking…"));
    try {
      found.replaceChildren(...groups(await get(`/v1/artifacts/${encodeURIComponent(artifact.id)}/duplicates`), open));
    } catch (problem) {
      found.replaceChildren(h("p", { class: "problem", role: "alert" }, problem.message));
    } finally {
      button.disabled = false;
    }
  };
  return section("Duplicates", button, found);
}

function groups(answer, open) {
  const shown = GROUPS.filter(([field]) => answer[field].length > 0).flatMap(([field, title]) => [
    h("h4", {}, `${title} (${answer[field].length})`),
    h("div", { class: "ids" }, answer[field].map((match) => entry(match, open))),
  ]);
  const notes = [
    shown.length === 0 && "None found.",
    answer.compared === 0 && "This file has no picture to compare; only equal files were looked for.",
    !answer.complete && "There may be more.",
  ].filter(Boolean);
  return [...shown, ...notes.map((note) => h("p", { class: "sub" }, note))];
}

function entry({ artifact, distance }, open) {
  const far = distance && `, ${distance.structure} of 64 bits differ`;
  return h("span", {}, h("button", { type: "button", class: "link", onclick: () => open(artifact.id) }, card(artifact).title), h("span", { class: "sub" }, ` ${artifact.id}${far || ""}`));
}
