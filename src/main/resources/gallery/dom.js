/** Creates an element. Children are added as text or nodes, never parsed as HTML. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else if (name in element && typeof value !== "string") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const $ = (id) => document.getElementById(id);

const nameOf = (control) => control.id || control.ariaLabel || control.firstChild?.textContent;

/** Redraws a container and returns the focus to the control of the same name, else to the fallback. */
export function redraw(container, draw, fallback) {
  const held = container.contains(document.activeElement) && document.activeElement !== container;
  const name = held && nameOf(document.activeElement);
  draw();
  if (!held || document.activeElement !== document.body) return;
  const same = [...container.querySelectorAll("button, a, input, select, summary")].find((each) => nameOf(each) === name);
  (same ?? fallback())?.focus();
}

export const plural = (n, one, many = `${one}s`) => `${n.toLocaleString("en")} ${n === 1 ? one : many}`;

export function bytes(n) {
  if (n === null || n === undefined) return "";
  const units = ["B", "KiB", "MiB", "GiB"];
  let unit = 0;
  while (n >= 1024 && unit < units.length - 1) {
    n /= 1024;
    unit++;
  }
  return `${unit ? n.toFixed(1) : n} ${units[unit]}`;
}

export function when(iso) {
  const date = new Date(iso);
  if (!iso || Number.isNaN(date.getTime())) return iso ?? "";
  return date.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" });
}

export function duration(seconds) {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

export const typing = (target) => target.closest?.("input:not([type=checkbox]), textarea, select") !== null && target.closest !== undefined;

/** Returns a value as text on one line; objects as JSON. */
export function plain(value) {
  if (value === null || value === undefined || value === "") return "—";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** Returns a field name as a label, such as "Aspect ratio". */
export const label = (name) => words(name).replace(/^./, (letter) => letter.toUpperCase());

export const words = (name) => name.replace(/([a-z])([A-Z])/g, "$1 $2").replaceAll("_", " ").toLowerCase();
