import { $, h } from "./dom.js";

const box = $("toasts");

/** Moves the messages into the topmost open dialog: elements below a modal dialog cannot be used. */
export function raise() {
  const open = topmost() ?? document.body;
  if (box.parentNode !== open) open.append(box);
}

const topmost = () => [...document.querySelectorAll("dialog[open]")].pop();

/** Shows a message for eight seconds, with an optional action. Problems stay until they are closed. */
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
  // a repeated message is shown once
  [...box.children].filter((old) => old.firstChild.textContent === text).forEach((old) => old.remove());
  // a new message replaces the last one; its undo is still available by its key
  if (!problem) box.querySelectorAll(".toast:not(.problem)").forEach((old) => old.remove());
  box.append(element);
  while (box.children.length > 4) box.firstChild.remove();
  if (!problem) setTimeout(fade, 8000);
}
