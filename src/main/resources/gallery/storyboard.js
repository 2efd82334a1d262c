import { duration, h } from "./dom.js";

const MAX_SHEETS = 50;
const CUE = /(\d+):(\d\d):(\d\d\.\d+) --> \S+\n[^#\n]*#xywh=(\d+),(\d+),(\d+),(\d+)/g;

/** Cues by their URL, the most recently used last. */
const sheets = new Map();

const seconds = (hours, minutes, rest) => 3600 * hours + 60 * minutes + Number(rest);

/** Returns the start and place of each tile. */
export function parse(text) {
  return [...text.matchAll(CUE)].map(([, hours, minutes, rest, ...place]) => {
    const [x, y, width, height] = place.map(Number);
    return { start: seconds(hours, minutes, rest), x, y, width, height };
  });
}

/** Fetches the cues of a storyboard once; without tiles if it cannot be had. */
function load({ cuesUrl }) {
  const cues = sheets.get(cuesUrl) ?? fetch(cuesUrl).then(async (answer) => (answer.ok ? parse(await answer.text()) : [])).catch(() => []);
  sheets.delete(cuesUrl);
  sheets.set(cuesUrl, cues);
  if (sheets.size > MAX_SHEETS) sheets.delete(sheets.keys().next().value);
  return cues;
}

/** Picture of one tile at a time. Its size is that of its element's width; it is hidden until a tile is shown. */
class Tile {
  element = h("div", { class: "frame", "aria-hidden": "true" });
  #board;
  #cues = null;
  #wanted = null;

  constructor(board) {
    this.#board = board;
  }

  async show(at) {
    this.#wanted = at;
    this.#cues ??= await load(this.#board);
    const cue = this.#wanted !== null && this.#cues.findLast(({ start }) => start <= this.#wanted);
    this.element.classList.toggle("here", Boolean(cue));
    if (!cue) return;
    const { width, height } = this.#board;
    const share = (place, tile, whole) => (whole > tile ? `${(100 * place) / (whole - tile)}%` : "0");
    Object.assign(this.element.style, {
      aspectRatio: `${cue.width} / ${cue.height}`,
      backgroundImage: `url("${this.#board.url}")`,
      backgroundSize: `${(100 * width) / cue.width}% ${(100 * height) / cue.height}%`,
      backgroundPosition: `${share(cue.x, cue.width, width)} ${share(cue.y, cue.height, height)}`,
    });
  }

  hide() {
    this.#wanted = null;
    this.element.classList.remove("here");
  }
}

/** Shows the frames of a clip over its card while the pointer moves across; nothing is fetched before. */
export function hover(frame, { storyboard, seconds: length }) {
  if (!storyboard || !length) return;
  const tile = new Tile(storyboard);
  const line = h("div", { class: "frame-line", "aria-hidden": "true" });
  const board = h("div", { class: "board" }, tile.element, line);
  frame.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch") return;
    const box = frame.getBoundingClientRect();
    const share = Math.max(0, Math.min(1, (event.clientX - box.left) / box.width));
    if (!board.isConnected) frame.append(board);
    line.style.width = `${100 * share}%`;
    tile.show(share * length);
  });
  frame.addEventListener("pointerleave", () => {
    tile.hide();
    board.remove();
  });
}

/** Returns a slider for a video that shows the frame of each place before it is chosen; null without a storyboard. */
export function scrubber(video, { storyboard, durationSeconds }) {
  if (!storyboard || !durationSeconds) return null;
  const tile = new Tile(storyboard);
  const time = h("span", {});
  const popup = h("div", { class: "scrub-frame", "aria-hidden": "true" }, tile.element, time);
  const range = h("input", { type: "range", min: "0", max: String(durationSeconds), step: "0.05", value: "0", "aria-label": "Position in the clip" });
  const show = (at) => {
    popup.style.left = `${(100 * at) / durationSeconds}%`;
    time.textContent = duration(at);
    tile.show(at);
  };
  const hide = () => tile.hide();
  const say = () => range.setAttribute("aria-valuetext", `${duration(Number(range.value))} of ${duration(durationSeconds)}`);
  say();
  range.addEventListener("pointermove", (event) => {
    const box = range.getBoundingClientRect();
    show(Math.max(0, Math.min(1, (event.clientX - box.left) / box.width)) * durationSeconds);
  });
  range.addEventListener("input", () => {
    video.currentTime = Number(range.value);
    say();
    show(Number(range.value));
  });
  ["pointerleave", "blur", "change"].forEach((event) => range.addEventListener(event, hide));
  video.addEventListener("timeupdate", () => {
    if (range.matches(":active")) return;
    range.value = String(video.currentTime);
    say();
  });
  return h("div", { class: "scrub" }, popup, range);
}
