const MOST = 32;

/** CSS pixels that a pixel of a picture takes when it just fits; 0 until it has a size. */
function fitted(target) {
  const width = target?.naturalWidth || target?.videoWidth;
  const height = target?.naturalHeight || target?.videoHeight;
  return width && target.clientWidth ? Math.min(target.clientWidth / width, target.clientHeight / height) : 0;
}

/** One zoom for several panes: what moves one moves all. */
export class Zoom {
  scale = 1;
  x = 0;
  y = 0;
  #targets;
  #tell;

  /** @param x, y are parts of a pane's size, so panes of other sizes keep step */
  constructor(panes, targets, tell = () => {}) {
    this.#targets = targets;
    this.#tell = tell;
    panes.forEach((pane) => this.#listen(pane));
    targets.forEach((target) => target.addEventListener("load", () => this.apply()));
    this.apply();
  }

  /** CSS pixels that a pixel of each picture takes at this zoom; empty until pictures have a size. */
  get ratios() {
    return this.#targets.map((target) => fitted(target) * this.scale).filter((ratio) => ratio > 0);
  }

  get fits() {
    return this.scale === 1;
  }

  /** In words: "Fit", else how large a pixel of the picture is; 100 % is a pixel of the screen. */
  get level() {
    const percents = [...new Set(this.ratios.map((ratio) => `${Math.round(ratio * 100)} %`))];
    return this.fits || !percents.length ? "Fit" : percents.join(" / ");
  }

  /** The least zoom: fit, or a pixel for a pixel where the picture is smaller than that. */
  get #least() {
    const one = this.#one;
    return one ? Math.min(1, one) : 1;
  }

  /** The zoom at which the first picture is shown pixel for pixel; 0 until it has a size. */
  get #one() {
    const fit = fitted(this.#targets[0]);
    return fit ? 1 / fit : 0;
  }

  /** Shows the first picture pixel for pixel. */
  actual() {
    if (this.#one) this.by(this.#one / this.scale);
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

  /** Zooms about a point, given from the middle in parts of the pane. */
  by(factor, at = { x: 0, y: 0 }) {
    const scale = Math.min(MOST, Math.max(this.#least, this.scale * factor));
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
    this.#tell(this.level);
  }

  /** Takes a key if it is one of zooming. */
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
