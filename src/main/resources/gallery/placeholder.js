const LONGEST = 32;

/**
 * Decodes a ThumbHash in Base64, the format of Evan Wallace (https://evanw.github.io/thumbhash/).
 * Returns null for bytes that are no hash.
 */
export function decode(text) {
  const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  const read = bits(bytes);
  const base = { luma: read(6) / 63, yellowBlue: read(6) / 31.5 - 1, redGreen: read(6) / 31.5 - 1 };
  const lumaScale = read(5) / 31;
  const hasAlpha = read(1) === 1;
  const shorter = read(3);
  const scales = [read(6) / 63, read(6) / 63];
  const isLandscape = read(1) === 1;
  const longer = hasAlpha ? 5 : 7;
  if (bytes.length < 5 || shorter < 1) return null;
  const [across, down] = isLandscape ? [longer, shorter] : [shorter, longer];
  const alpha = hasAlpha ? read(4) / 15 : 1;
  const alphaScale = hasAlpha ? read(4) / 15 : 0;
  const terms = (columns, rows, scale) => {
    const list = [];
    for (let row = 0; row < rows; row++) {
      for (let column = row ? 0 : 1; column * rows < columns * (rows - row); column++) list.push({ column, row, value: 2 * (read(4) / 7.5 - 1) * scale });
    }
    return list;
  };
  // colors are stored weaker than they are
  const channels = [
    [base.luma, terms(Math.max(3, across), Math.max(3, down), lumaScale)],
    [base.yellowBlue, terms(3, 3, scales[0] * 1.25)],
    [base.redGreen, terms(3, 3, scales[1] * 1.25)],
    [alpha, hasAlpha ? terms(5, 5, alphaScale) : []],
  ];
  const ratio = across / down;
  const width = Math.max(1, Math.round(ratio > 1 ? LONGEST : LONGEST * ratio));
  const height = Math.max(1, Math.round(ratio > 1 ? LONGEST / ratio : LONGEST));
  return { width, height, rgba: pixels(width, height, channels) };
}

/** Returns a reader of bits from the lowest of the first byte; bits after the end are 0. */
function bits(bytes) {
  let at = 0;
  return (count) => {
    let value = 0;
    for (let bit = 0; bit < count; bit++, at++) value |= (((bytes[at >> 3] ?? 0) >> (at & 7)) & 1) << bit;
    return value;
  };
}

function pixels(width, height, channels) {
  const cosines = (length) => Array.from({ length }, (_, at) => Float64Array.from({ length: 7 }, (_, term) => Math.cos((Math.PI / length) * (at + 0.5) * term)));
  const [xs, ys] = [cosines(width), cosines(height)];
  const rgba = new Uint8ClampedArray(width * height * 4);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 4) {
      const [luma, yellowBlue, redGreen, alpha] = channels.map(([mean, terms]) => terms.reduce((sum, { column, row, value }) => sum + value * xs[x][column] * ys[y][row], mean));
      const blue = luma - (2 / 3) * yellowBlue;
      const red = (3 * luma - blue + redGreen) / 2;
      rgba.set([red, red - redGreen, blue, alpha].map((sample) => Math.max(0, Math.min(1, sample)) * 255), at);
    }
  }
  return rgba;
}

/** Removes the placeholder from an element. */
export function clear(element) {
  element.style.backgroundColor = "";
  element.querySelector(".blur")?.remove();
}

/** Shows an asset's placeholder behind an element's content: its color at once, its blurred picture on a canvas. */
export function paint(element, placeholder) {
  if (!placeholder) return;
  if (placeholder.dominantColor) element.style.backgroundColor = placeholder.dominantColor;
  const picture = placeholder.thumbHash && decode(placeholder.thumbHash);
  if (!picture) return;
  const canvas = document.createElement("canvas");
  canvas.className = "blur";
  canvas.setAttribute("aria-hidden", "true");
  canvas.width = picture.width;
  canvas.height = picture.height;
  canvas.getContext("2d").putImageData(new ImageData(picture.rgba, picture.width, picture.height), 0, 0);
  element.prepend(canvas);
}
