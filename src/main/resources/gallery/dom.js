/** Makes elements. Text is always text: nothing here reads HTML. */
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

/** Draws anew what is in a room. Who was on a control there is then on the one of the same name; where there is none, on what is given instead. */
export function redraw(room, draw, instead) {
  const held = room.contains(document.activeElement) && document.activeElement !== room;
  const name = held && nameOf(document.activeElement);
  draw();
  if (!held || document.activeElement !== document.body) return;
  const same = [...room.querySelectorAll("button, a, input, select, summary")].find((each) => nameOf(each) === name);
  (same ?? instead())?.focus();
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

/** Puts the words of a value on one line; objects as JSON. */
export function plain(value) {
  if (value === null || value === undefined || value === "") return "—";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

export const words = (name) => name.replace(/([a-z])([A-Z])/g, "$1 $2").replaceAll("_", " ").toLowerCase();
