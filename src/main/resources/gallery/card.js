import { duration, h, when } from "./dom.js";
import { clear, paint } from "./placeholder.js";
import { orElse } from "./retry.js";
import { hover } from "./storyboard.js";

export const STATUS = { review: "in review", approved: "approved", rejected: "rejected", draft: "changes requested" };

/** Returns style, title and text of the placeholder for an item without a thumbnail. */
function placeholderText(item) {
  if (item.runStatus === "failed" && (item.run || !item.thumb)) return ["failed", "Run failed", item.errors?.[0] ?? item.reason ?? ""];
  if (item.removed) return ["removed", "File removed", item.tombstone ?? "The record is kept"];
  if (item.state && item.state !== "ready") return notReady(item.state, item.reason);
  if (item.kind === "research" || item.kind === "knowledge") return ["text", item.kind, item.title];
  return ["none", "No preview", ""];
}

const NOT_READY = { failed: "Could not be processed", unsupported: "Format not supported", skipped: "No preview" };

/** Returns style, title and text for an output without derivatives; only a failure is shown as an error. */
export const notReady = (state, reason) => [state === "failed" ? "failed" : "none", NOT_READY[state] ?? state, reason ?? ""];

const showsPicture = (item) => item.thumb && !(item.run && item.runStatus === "failed");

export function placeholder(item, title) {
  const [kind, head, line] = title ?? placeholderText(item);
  return h("div", { class: `instead ${kind}` }, h("strong", {}, head), line && h("span", {}, line));
}

/** Returns the frame of a card's picture, with its placeholder until the picture is here. */
function picture(item) {
  const frame = h("div", { class: "picture" });
  if (!showsPicture(item)) {
    frame.append(placeholder(item));
    return frame;
  }
  const image = h("img", { alt: "", loading: "lazy", decoding: "async", width: 320, height: 320, draggable: "false" });
  image.addEventListener("load", () => {
    image.classList.add("here");
    frame.style.backgroundColor = ""; // it would show through a transparent picture
  });
  orElse(image, () => {
    clear(frame);
    return placeholder(item, ["removed", "File missing", "The record is kept"]);
  }, { gone: item.removed });
  image.src = item.thumb;
  frame.append(image);
  paint(frame, item.placeholder);
  if (!item.run) hover(frame, item);
  return frame;
}

function label(item, index) {
  return [
    item.title,
    item.model,
    item.run ? `run ${item.runStatus}` : STATUS[item.status],
    item.preferred && "preferred",
    item.held && "approval blocked by checks",
    item.removed && "file removed",
    `item ${index + 1}`,
  ]
    .filter(Boolean)
    .join(", ");
}

/** Fills a grid cell with an item, or with an empty card while the item is loading. */
export function fill(cell, item, index, { active, selected }) {
  cell.id = `cell-${index}`;
  cell.className = `card${active ? " active" : ""}${selected ? " selected" : ""}${item ? "" : " coming"}`;
  cell.setAttribute("aria-colindex", cell.column + 1);
  cell.setAttribute("aria-selected", String(selected));
  cell.index = index;
  if (cell.item === item && item) return;
  cell.item = item;
  cell.dataset.id = item?.id ?? "";
  cell.dataset.status = item?.status ?? "";
  if (!item) {
    cell.removeAttribute("aria-label");
    cell.setAttribute("aria-busy", "true");
    cell.replaceChildren(h("div", { class: "picture" }));
    return;
  }
  cell.removeAttribute("aria-busy");
  cell.setAttribute("aria-label", label(item, index));
  const frame = picture(item);
  frame.append(
    ...[
      item.run && item.outputs > 1 && h("span", { class: "badge" }, `${item.outputs} outputs`),
      !item.run && item.seconds !== null && h("span", { class: "badge" }, `▶ ${duration(item.seconds)}`),
      item.preferred && h("span", { class: "star", title: "Preferred" }, "★"),
      !item.run && h("span", { class: "tick", "aria-hidden": "true" }, "✓"),
    ].filter(Boolean),
  );
  cell.replaceChildren(
    frame,
    h("div", { class: "title", title: item.title }, item.title),
    h(
      "div",
      { class: "line" },
      item.run
        ? h("span", { class: `status run-${item.runStatus}` }, item.runStatus)
        : h("span", { class: `status ${item.status}` }, STATUS[item.status]),
      h("span", { class: "model" }, item.model),
      item.held && h("span", { class: "held", title: "Approval blocked by checks" }, "!"),
      h("time", { datetime: item.createdAt, title: when(item.createdAt) }, new Date(item.createdAt).toLocaleDateString(undefined, { month: "short", day: "numeric" })),
    ),
  );
}
