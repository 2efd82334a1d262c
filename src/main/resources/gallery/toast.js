import { $, h } from "./dom.js";

const box = $("toasts");

/** Brings what is said above the dialog that is open: what lies below it cannot be used. */
export function raise() {
  const open = topmost() ?? document.body;
  if (box.parentNode !== open) open.append(box);
}

const topmost = () => [...document.querySelectorAll("dialog[open]")].pop();

/** Says something for a while; an action may be taken meanwhile. Problems stay until they are closed. */
export function toast(text, { action, label, problem = false } = {}) {
  const close = () => {
    const held = element.contains(document.activeElement);
    element.remove();
    if (held) (topmost() ?? $("grid")).focus();
  };
  const fade = () => (element.matches(":hover, :focus-within") ? setTimeout(fade, 2000) : close());
  const element = h(
    "div",
    { class: `toast${problem ? " problem" : ""}`, role: problem ? "alert" : null },
    h("span", {}, text),
    action && h("button", { type: "button", onclick: () => (close(), action()) }, label),
    h("button", { type: "button", class: "quiet", "aria-label": "Close", onclick: close }, "×"),
  );
  raise();
  // said again, it stands once
  [...box.children].filter((old) => old.firstChild.textContent === text).forEach((old) => old.remove());
  // the last word counts; an undo that was offered before is still had by its key
  if (!problem) box.querySelectorAll(".toast:not(.problem)").forEach((old) => old.remove());
  box.append(element);
  while (box.children.length > 4) box.firstChild.remove();
  if (!problem) setTimeout(fade, 8000);
}
