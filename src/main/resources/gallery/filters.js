import { get } from "./api.js";
import { $, h, redraw, words } from "./dom.js";
import { FILTERS, MULTI_VALUED, clear, go, params } from "./state.js";
import { STATUS } from "./card.js";

const GROUPS = [
  ["status", "Review status"],
  ["class", "Class"],
  ["mediaKind", "Media type"],
  ["runStatus", "Run status"],
  ["model", "Model"],
  ["tag", "Tag"],
];
const TITLES = { ...Object.fromEntries(GROUPS), createdAfter: "Created from", createdBefore: "Created to", project: "Project", runId: "Run" };
const MAX_FOLDED_VALUES = 8;
const named = (field, value) => (field === "status" ? STATUS[value] ?? value : value);

let facets = {};
const unfolded = new Set();

export async function loadFacets() {
  const fields = [...GROUPS.map(([field]) => field), "project"];
  facets = (await get(`/v1/facets?field=${fields.join(",")}&limit=100`)).fields;
  drawFilters();
}

export function drawFilters() {
  const focused = document.activeElement?.id;
  $("filters").replaceChildren(...GROUPS.map(([field, title]) => group(field, title)), project(), dates());
  if (focused && document.activeElement?.id !== focused) $(focused)?.focus();
  chips();
}

function group(field, title) {
  const chosen = params().getAll(field);
  const known = [...(facets[field] ?? [])];
  // facets count artifacts, and a failed run may have none
  if (field === "runStatus" && known.length && !known.some(({ value }) => value === "failed")) known.push({ value: "failed", count: 0 });
  const values = [...known, ...chosen.filter((value) => !known.some((facet) => facet.value === value)).map((value) => ({ value, count: 0 }))];
  const all = unfolded.has(field) || values.length <= MAX_FOLDED_VALUES + 1;
  const shown = all ? values : values.filter((facet, index) => index < MAX_FOLDED_VALUES || chosen.includes(facet.value));
  return h(
    "fieldset",
    { hidden: values.length === 0 },
    h("legend", {}, title),
    shown.map((facet) => choice(field, facet, chosen)),
    !all &&
      h("button", { type: "button", class: "more", onclick: () => unfold(field, values.find((facet) => !shown.includes(facet)).value) }, `${values.length - shown.length} more`),
  );
}

function unfold(field, first) {
  unfolded.add(field);
  drawFilters();
  $(idOf(field, first)).focus();
}

const idOf = (field, value) => `filter-${field}-${value}`;

function choice(field, { value, count }, chosen) {
  const box = h("input", {
    type: "checkbox",
    id: idOf(field, value),
    checked: chosen.includes(value),
    "data-filter": field,
    value,
    onchange: () => {
      const rest = params().getAll(field).filter((other) => other !== value);
      go({ [field]: box.checked ? [...rest, value] : rest });
    },
  });
  return h("label", { class: "choice" }, box, h("span", {}, named(field, value)), h("small", {}, count ? count.toLocaleString("en") : ""));
}

function project() {
  const select = h(
    "select",
    { id: "filter-project", onchange: () => go({ project: select.value }) },
    h("option", { value: "" }, "All projects"),
    (facets.project ?? []).map(({ value }) => h("option", { value }, value)),
  );
  const chosen = params().get("project") ?? "";
  if (chosen && ![...select.options].some((option) => option.value === chosen)) select.append(h("option", { value: chosen }, chosen));
  select.value = chosen;
  return h("fieldset", { hidden: select.options.length < 2 }, h("legend", {}, h("label", { for: "filter-project" }, "Project")), select);
}

function dates() {
  const day = (name, text) =>
    h("label", { class: "date" }, h("span", {}, text), h("input", { type: "date", id: `filter-${name}`, value: params().get(name) ?? "", onchange: (event) => go({ [name]: event.target.value }) }));
  return h("fieldset", {}, h("legend", {}, "Created"), day("createdAfter", "from"), day("createdBefore", "to"));
}

function chips() {
  const used = FILTERS.flatMap((name) => params().getAll(name).map((value) => [name, value])).filter(([, value]) => value !== "");
  const chip = ([name, value]) => {
    const text = name === "q" ? `“${value}”` : `${TITLES[name] ?? words(name)}: ${named(name, value)}`;
    const without = () => go({ [name]: MULTI_VALUED.has(name) ? params().getAll(name).filter((other) => other !== value) : "" });
    return h("button", { type: "button", class: "chip", "aria-label": `Remove filter ${text}`, onclick: without }, text, h("span", { "aria-hidden": "true" }, "×"));
  };
  const all = used.length > 1 && h("button", { type: "button", class: "quiet", onclick: clear }, "Clear all");
  redraw($("chips"), () => $("chips").replaceChildren(...used.map(chip), all || ""), () => $("chips").querySelector("button") ?? $("grid"));
}
