const MOST = 32;

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
    this.apply();
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
    const scale = Math.min(MOST, Math.max(1, this.scale * factor));
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
    const most = (this.scale - 1) / 2;
    this.x = Math.max(-most, Math.min(most, this.x));
    this.y = Math.max(-most, Math.min(most, this.y));
    const transform = `translate(${this.x * 100}%, ${this.y * 100}%) scale(${this.scale})`;
    for (const target of this.#targets) target.style.transform = transform;
    this.#tell(this.scale);
  }

  /** Takes a key if it is one of zooming. */
  key(key) {
    const step = 0.08;
    const moves = { ArrowLeft: [step, 0], ArrowRight: [-step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] };
    if (moves[key]) this.pan(...moves[key]);
    else if (key === "+" || key === "=") this.by(1.25);
    else if (key === "-") this.by(0.8);
    else if (key === "0") this.reset();
    else return false;
    return true;
  }
}
