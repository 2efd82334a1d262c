const MAX_SCALE = 32;

/** Returns CSS pixels per image pixel when the image fits its pane; 0 until it is loaded. */
function fitted(target) {
  const width = target?.naturalWidth || target?.videoWidth;
  const height = target?.naturalHeight || target?.videoHeight;
  return width && target.clientWidth ? Math.min(target.clientWidth / width, target.clientHeight / height) : 0;
}

/** Zooms and pans several panes together. */
export class Zoom {
  scale = 1;
  x = 0;
  y = 0;
  #targets;
  #notify;

  /** The offsets x and y are fractions of the pane size, so that panes of different sizes stay aligned. */
  constructor(panes, targets, notify = () => {}) {
    this.#targets = targets;
    this.#notify = notify;
    panes.forEach((pane) => this.#listen(pane));
    targets.forEach((target) => target.addEventListener("load", () => this.apply()));
    this.apply();
  }

  /** Returns CSS pixels per image pixel for each image; empty until images are loaded. */
  get ratios() {
    return this.#targets.map((target) => fitted(target) * this.scale).filter((ratio) => ratio > 0);
  }

  get fits() {
    return this.scale === 1;
  }

  /** Returns "Fit", or the size of an image pixel in percent of a CSS pixel. */
  get level() {
    const percents = [...new Set(this.ratios.map((ratio) => `${Math.round(ratio * 100)} %`))];
    return this.fits || !percents.length ? "Fit" : percents.join(" / ");
  }

  /** The minimum zoom: fit, or 100 % for images smaller than the pane. */
  get #min() {
    const one = this.#actualScale;
    return one ? Math.min(1, one) : 1;
  }

  /** The scale at which the first image is shown at 100 %; 0 until it is loaded. */
  get #actualScale() {
    const fit = fitted(this.#targets[0]);
    return fit ? 1 / fit : 0;
  }

  /** Shows the first image at 100 %. */
  actual() {
    if (this.#actualScale) this.by(this.#actualScale / this.scale);
  }

  #listen(pane) {
    pane.addEventListener(
      "wheel",
      (event) => {
        event.preventDefault();
        const box = pane.getBoundingClientRect();
        const at = { x: (event.clientX - box.left) / box.width - 0.5, y: (event.clientY - box.top) / box.height - 0.5 };
        this.by(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.002)), at);
      },
      { passive: false },
    );
    pane.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || event.target.closest("button, input, a, video[controls]")) return;
      pane.setPointerCapture(event.pointerId);
      pane.classList.add("dragged");
    });
    pane.addEventListener("pointermove", (event) => {
      if (!pane.hasPointerCapture(event.pointerId)) return;
      const box = pane.getBoundingClientRect();
      this.pan(event.movementX / box.width, event.movementY / box.height);
    });
    const end = () => pane.classList.remove("dragged");
    pane.addEventListener("pointerup", end);
    pane.addEventListener("pointercancel", end);
    pane.addEventListener("dblclick", () => this.reset());
  }

  /** Zooms about a point, given as fractions of the pane from its center. */
  by(factor, at = { x: 0, y: 0 }) {
    const scale = Math.min(MAX_SCALE, Math.max(this.#min, this.scale * factor));
    const ratio = scale / this.scale;
    this.x = at.x - (at.x - this.x) * ratio;
    this.y = at.y - (at.y - this.y) * ratio;
    this.scale = scale;
    this.apply();
  }

  pan(dx, dy) {
    this.x += dx;
    this.y += dy;
    this.apply();
  }

  reset() {
    this.scale = 1;
    this.x = this.y = 0;
    this.apply();
  }

  apply() {
    const most = Math.max(0, (this.scale - 1) / 2);
    this.x = Math.max(-most, Math.min(most, this.x));
    this.y = Math.max(-most, Math.min(most, this.y));
    const transform = `translate(${this.x * 100}%, ${this.y * 100}%) scale(${this.scale})`;
    for (const target of this.#targets) target.style.transform = transform;
    this.#notify(this.level);
  }

  /** Handles a zoom key; returns whether the key was handled. */
  key(key) {
    const step = 0.08;
    const moves = { ArrowLeft: [step, 0], ArrowRight: [-step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] };
    if (moves[key]) this.pan(...moves[key]);
    else if (key === "+" || key === "=") this.by(1.25);
    else if (key === "-") this.by(0.8);
    else if (key === "0") this.reset();
    else if (key === "1") this.actual();
    else return false;
    return true;
  }
}
