import { get } from "./api.js";
import { $, h, plural } from "./dom.js";
import { STATUS, placeholder } from "./card.js";
import { card } from "./list.js";
import { raise } from "./toast.js";

const PAGE = 40;
const DELAY_MILLIS = 250;
/** Rejected artifacts may not be supplied. */
const OFFERED = ["review", "approved", "draft"];

/** A control that holds the id of an artifact, chosen in a dialog. */
export function artifactControl(field, attributes) {
  let id = "";
  const shown = h("span", { class: "chosen" });
  const input = h("button", { type: "button", ...attributes, "aria-required": null, "aria-labelledby": `field-${field.name}-title ${attributes.id}`, onclick: () => pick(field, choose) });
  const remove = h("button", { type: "button", class: "quiet", "aria-label": "Remove the artifact", onclick: () => (choose(null), input.focus()) }, "×");
  const draw = (item) => {
    input.textContent = id ? "Change…" : "Choose an artifact…";
    remove.hidden = !id;
    shown.hidden = !id;
    shown.replaceChildren(...(item ? [thumb(item), h("span", {}, h("strong", {}, item.title), h("code", {}, id))] : [h("code", {}, id)]));
  };
  const choose = (item) => {
    id = item?.id ?? "";
    draw(item);
    input.dispatchEvent(new Event("change"));
  };
  const load = async (wanted) => {
    id = wanted;
    draw(null);
    const artifact = await get(`/v1/artifacts/${encodeURIComponent(wanted)}`).catch(() => null);
    if (artifact && id === wanted) draw(card(artifact));
  };
  draw(null);
  return { input, element: h("div", { class: "artifact-field" }, shown, input, remove), isGroup: true, read: () => id || undefined, write: (value) => load(String(value)) };
}

function thumb(item) {
  if (!item.thumb) return h("span", { class: "thumb text", "aria-hidden": "true" }, (item.kind ?? "?").slice(0, 1).toUpperCase());
  const image = h("img", { class: "thumb", alt: "", width: 320, height: 320, loading: "lazy" });
  image.addEventListener("error", () => image.replaceWith(h("span", { class: "thumb text", "aria-hidden": "true" }, "?")));
  image.src = item.thumb;
  return image;
}

/** Opens the dialog; the choice gets the card of an artifact. */
function pick(field, choose) {
  const dialog = $("picker");
  const kinds = [field.artifactType ?? "", field.artifactClass ?? ""].filter(Boolean).join(", ");
  const list = h("ul", { class: "picks", "aria-label": "Artifacts" });
  const count = h("p", { class: "sub", role: "status" });
  const more = h("button", { type: "button", hidden: true }, "Show more");
  const search = h("input", { type: "search", id: "picker-search", autocomplete: "off", maxlength: "1000", placeholder: "Search prompts and titles" });
  let cursor = null;
  let round = 0;
  let shown = 0;

  const row = (artifact) => {
    const item = card(artifact);
    const picture = item.thumb ? thumb(item) : placeholder(item);
    return h("li", {}, h("button", { type: "button", class: "pick", "data-id": item.id, onclick: () => (close(), choose(item)) }, h("span", { class: "pick-picture" }, picture), h("span", { class: "pick-title" }, item.title), h("span", { class: "sub" }, `${artifact.artifactType ?? item.kind}, ${STATUS[item.status] ?? item.status}`)));
  };
  const load = async (isFirst) => {
    const mine = ++round;
    const asked = new URLSearchParams({ limit: String(PAGE) });
    if (field.artifactClass) asked.set("class", field.artifactClass);
    if (field.artifactType) asked.set("artifactType", field.artifactType);
    OFFERED.forEach((status) => asked.append("status", status));
    if (search.value.trim()) asked.set("q", search.value.trim());
    if (!isFirst && cursor) asked.set("cursor", cursor);
    list.setAttribute("aria-busy", "true");
    try {
      const { items, nextCursor } = await get(`/v1/artifacts?${asked}`);
      if (mine !== round) return;
      cursor = nextCursor;
      const rows = items.map(row);
      if (isFirst) list.replaceChildren(...rows);
      else list.append(...rows);
      shown = isFirst ? items.length : shown + items.length;
      more.hidden = !cursor;
      count.textContent = shown ? `${cursor ? `${shown}+ artifacts` : plural(shown, "artifact")}${kinds ? `: ${kinds}` : ""}` : `No artifacts match${kinds ? `: ${kinds}` : ""}.`;
      if (!isFirst) rows[0]?.querySelector("button").focus();
    } catch (problem) {
      if (mine === round) count.textContent = problem.message;
    }
    list.removeAttribute("aria-busy");
  };
  let typed = 0;
  search.addEventListener("input", () => {
    clearTimeout(typed);
    typed = setTimeout(() => load(true), DELAY_MILLIS);
  });
  more.addEventListener("click", () => load(false));
  const close = () => dialog.close();
  dialog.firstElementChild.replaceChildren(
    h("h2", { id: "picker-title" }, "Choose an artifact"),
    h("label", { class: "hidden", for: "picker-search" }, "Search"),
    search,
    count,
    list,
    more,
    h("button", { type: "button", class: "close", "aria-label": "Close", onclick: close }, "×"),
  );
  // messages move along, into the dialog on top
  dialog.onclose = raise;
  dialog.showModal();
  raise();
  search.focus();
  load(true);
}
