import { $, h } from "./dom.js";

/** Says something for a while; an action may be taken meanwhile. Problems stay until they are closed. */
export function toast(text, { action, label, problem = false } = {}) {
  const close = () => element.remove();
  const element = h(
    "div",
    { class: `toast${problem ? " problem" : ""}`, role: problem ? "alert" : null },
    h("span", {}, text),
    action && h("button", { type: "button", onclick: () => (close(), action()) }, label),
    h("button", { type: "button", class: "quiet", "aria-label": "Close", onclick: close }, "×"),
  );
  const home = document.querySelector("dialog[open]:last-of-type") ?? document.body;
  home.append($("toasts"));
  $("toasts").append(element);
  while ($("toasts").children.length > 4) $("toasts").firstChild.remove();
  if (!problem) setTimeout(close, 8000);
}
