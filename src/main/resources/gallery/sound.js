import { h } from "./dom.js";

const WIDTH = 1000;
const HEIGHT = 160;

/** Returns lowest and highest samples of each part, -1 to 1; null if they cannot be had. */
async function load(url) {
  try {
    const answer = await fetch(url);
    const { data, bits } = await answer.json();
    const scale = 2 ** (bits - 1);
    return Array.isArray(data) && data.length ? data.map((sample) => sample / scale) : null;
  } catch {
    return null;
  }
}

function draw(canvas, peaks, played) {
  const pen = canvas.getContext("2d");
  const { color, accentColor } = getComputedStyle(canvas);
  const pairs = peaks.length / 2;
  const loudest = Math.max(0.01, ...peaks.map(Math.abs));
  pen.clearRect(0, 0, WIDTH, HEIGHT);
  for (let x = 0; x < WIDTH; x += 3) {
    const pair = Math.min(pairs - 1, Math.floor((x / WIDTH) * pairs));
    const [low, high] = [peaks[2 * pair], peaks[2 * pair + 1]].map((sample) => (sample / loudest) * (HEIGHT / 2 - 4));
    pen.fillStyle = x / WIDTH < played ? accentColor : color;
    pen.fillRect(x, HEIGHT / 2 - high, 2, Math.max(2, high - low));
  }
}

/** Returns a player for a sound: its cover, its waveform to seek by a click, and the browser's controls. */
export function soundOf(media) {
  const player = h("audio", { controls: true, preload: "metadata", src: media.original.url });
  const cover = media.placeholder && media.thumb && h("img", { alt: "", class: "cover", src: media.thumb.url, width: media.thumb.width, height: media.thumb.height });
  const canvas = h("canvas", { class: "waveform", width: WIDTH, height: HEIGHT, "aria-hidden": "true" });
  const ended = () => player.duration || media.durationSeconds || 0;
  if (media.peaks) {
    load(media.peaks).then((peaks) => {
      if (!peaks) return canvas.remove();
      const redraw = () => draw(canvas, peaks, ended() ? player.currentTime / ended() : 0);
      redraw();
      ["timeupdate", "seeked"].forEach((event) => player.addEventListener(event, redraw));
      canvas.addEventListener("click", (event) => {
        const box = canvas.getBoundingClientRect();
        player.currentTime = ((event.clientX - box.left) / box.width) * ended();
      });
    });
  }
  return h("div", { class: "sound" }, cover, media.peaks && canvas, player);
}
