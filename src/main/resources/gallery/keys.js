import { $, typing } from "./dom.js";
import { letters, showHelp } from "./help.js";

/** Dialogs that have no shortcuts. */
const OWN_KEYS = ["login", "help", "add", "start", "picker", "workflow", "share"];
const DECISIONS = { a: "approve", r: "reject", c: "request_changes" };

/** Handles keyboard shortcuts in the grid and in dialogs. */
export function listen({ grid, detail, compare, act }) {
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || OWN_KEYS.some((id) => $(id).open) || document.body.classList.contains("in-progress")) return;
    if (event.key.length === 1 && event.key !== " " && !letters()) return;
    if (typing(event.target)) {
      if (event.key === "Escape" && event.target.id === "search") $("grid").focus();
      return;
    }
    const handled = compare.isOpen ? compareKey(event) : detail.isOpen ? detailKey(event) : gridKey(event);
    if (handled) event.preventDefault();
  });

  const pressing = (event) => event.target.closest("button, a, summary, [type=checkbox]") !== null;
  const scrolling = (event) => event.target.closest(".facts-side, .differences, pre") !== null;

  function compareKey(event) {
    return !scrolling(event) && compare.key(event.key);
  }

  function detailKey(event) {
    const { key } = event;
    const zoomed = detail.zoom && (detail.zoom.scale > 1 || "+=-01".includes(key));
    if (zoomed && detail.zoom.key(key)) return true;
    if (key === "ArrowLeft" || key === "ArrowRight") {
      if (event.target.tagName === "VIDEO") return false;
      act.step(key === "ArrowLeft" ? -1 : 1);
      return true;
    }
    return common(key, detail.item);
  }

  function gridKey(event) {
    const { key } = event;
    if (key === "Enter" && pressing(event)) return false;
    const moves = {
      ArrowLeft: -1,
      ArrowRight: 1,
      ArrowUp: -grid.columns,
      ArrowDown: grid.columns,
      PageUp: -grid.perPage,
      PageDown: grid.perPage,
      Home: -Infinity,
      End: Infinity,
    };
    if (key in moves) {
      if (event.target.closest("aside")) return false;
      $("grid").focus({ preventScroll: true });
      grid.move(grid.active + moves[key]);
      return true;
    }
    if (key === " " && event.target === $("grid")) return grid.toggle(grid.item()), true;
    if (key === "Enter") return act.open(grid.item()), true;
    if (key === "Escape") return act.clearSelection(), true;
    if (key === "/") return $("search").focus(), $("search").select(), true;
    if (key === "n") return act.showNew(), true;
    if (key === "v") return act.compare([...grid.selection]), true;
    return common(key, grid.item());
  }

  function common(key, item) {
    if (key === "?") showHelp();
    else if (key === "u") act.undo(item);
    else if (!item || item.run) return false;
    else if (DECISIONS[key]) act.decide(item, DECISIONS[key]);
    else if (key === "p") act.prefer(item);
    else if (key === "x") grid.toggle(item);
    else return false;
    return true;
  }
}
