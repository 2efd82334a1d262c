import { get } from "./api.js";
import { $, bytes, h, plain, redraw, when, label as labelOf } from "./dom.js";
import { STATUS } from "./card.js";
import { card } from "./list.js";
import { mediaOf } from "./media.js";
import { Zoom } from "./zoom.js";

export const MAX_COMPARED = 4;

/** Compares two to four artifacts side by side, and two of them with a slider as well. */
export class Compare {
  zoom = null;
  #dialog = $("compare");
  #inner = this.#dialog.firstElementChild;
  #on;
  #ids = "";
  #answer = null;
  #slider = false;
  #original = false;
  #asked = 0;

  /** @param on close, decide(item, decision), prefer(item), openArtifact(id), share(ids, kind) */
  constructor(on) {
    this.#on = on;
    this.#dialog.addEventListener("cancel", (event) => (event.preventDefault(), on.close()));
  }

  get isOpen() {
    return this.#dialog.open;
  }

  close() {
    this.#asked++;
    this.#ids = "";
    if (this.#dialog.open) this.#dialog.close();
    this.#inner.replaceChildren();
  }

  async open(ids) {
    if (this.#ids === ids.join()) return;
    this.#ids = ids.join();
    const asked = ++this.#asked;
    if (!this.#dialog.open) this.#dialog.showModal();
    this.#inner.replaceChildren(h("p", { class: "waiting" }, "Loading…"));
    try {
      const answer = await get(`/v1/compare?ids=${ids.map(encodeURIComponent).join(",")}`);
      if (asked !== this.#asked) return;
      this.#answer = answer;
      this.#slider = false;
      this.#draw();
    } catch (problem) {
      if (asked === this.#asked) this.#inner.replaceChildren(this.#close(), h("p", { class: "waiting problem", role: "alert" }, problem.message));
    }
  }

  refresh(artifact) {
    if (!this.isOpen || !this.#answer) return;
    const place = this.#answer.artifacts.findIndex(({ id }) => id === artifact.id);
    if (place < 0) return;
    this.#answer.artifacts[place] = artifact;
    const fresh = this.#bar(artifact, place);
    redraw(this.#dialog, () => this.#dialog.querySelectorAll(".pane-bar")[place]?.replaceWith(fresh), () => fresh.querySelector("button"));
  }

  key(key) {
    if (key === "s" && this.#answer?.artifacts.length === 2) return this.#toggleSlider(), true;
    if (key === "o") return this.#toggleOriginal(), true;
    return this.zoom?.key(key) ?? false;
  }

  #toggleSlider() {
    this.#slider = !this.#slider;
    this.#draw();
  }

  #toggleOriginal() {
    this.#original = !this.#original;
    this.#draw();
  }

  #close() {
    return h("button", { type: "button", class: "close", "aria-label": "Close", onclick: () => this.#on.close() }, "×");
  }

  #draw() {
    const kept = this.zoom;
    const { artifacts } = this.#answer;
    const level = h("output", { "aria-label": "Zoom" }, "Fit");
    const shown = artifacts.map((artifact) => mediaOf(artifact, { original: this.#original, quiet: this.#slider }));
    const stage = this.#slider ? this.#over(artifacts, shown) : this.#beside(artifacts, shown);
    const panes = [...stage.querySelectorAll(".pane-view")];
    const fresh = [
      h(
        "div",
        { class: "compare-head" },
        h("h2", {}, `Compare ${artifacts.length}`),
        h("div", { class: "tools" },
          h("button", { type: "button", "aria-label": "Zoom out", onclick: () => this.zoom.by(0.8) }, "−"),
          level,
          h("button", { type: "button", "aria-label": "Zoom in", onclick: () => this.zoom.by(1.25) }, "+"),
          h("button", { type: "button", title: "Fit to view", onclick: () => this.zoom.reset() }, "Reset"),
          h("button", { type: "button", onclick: () => this.zoom.actual() }, "100 %"),
          artifacts.length === 2 && h("button", { type: "button", "aria-pressed": String(this.#slider), onclick: () => this.#toggleSlider() }, "Slider", h("kbd", { "aria-hidden": "true" }, "s")),
          h("button", { type: "button", "aria-pressed": String(this.#original), onclick: () => this.#toggleOriginal() }, "Originals", h("kbd", { "aria-hidden": "true" }, "o")),
          h("button", { type: "button", class: "share-action", onclick: () => this.#on.share(artifacts.map(({ id }) => id), "comparison") }, "Share"),
        ),
      ),
      h("div", { class: "compare-body" }, stage, h("div", { class: "differences", tabindex: "0", role: "region", "aria-label": "Differences" }, this.#prompts(), this.#facts())),
      this.#close(),
    ];
    redraw(this.#dialog, () => this.#inner.replaceChildren(...fresh), () => this.#dialog);
    this.zoom = new Zoom(panes, shown, (words) => (level.textContent = words));
    if (kept && !kept.fits) {
      Object.assign(this.zoom, { scale: kept.scale, x: kept.x, y: kept.y });
      this.zoom.apply();
    }
    if ([document.body, this.#dialog].includes(document.activeElement)) (this.#dialog.querySelector(".slider") ?? this.#dialog).focus();
  }

  #beside(artifacts, shown) {
    const pane = (artifact, place) => h("div", { class: "pane" }, h("div", { class: "pane-view" }, shown[place]), this.#bar(artifact, place));
    return h("div", { class: `panes of-${artifacts.length}` }, artifacts.map(pane));
  }

  #over(artifacts, shown) {
    const upper = h("div", { class: "layer" }, shown[0]);
    const line = h("div", { class: "slider-line", "aria-hidden": "true" });
    const range = h("input", { type: "range", min: "0", max: "100", step: "0.5", value: "50", class: "slider", "aria-label": "Part of A that is shown over B" });
    const set = () => {
      upper.style.clipPath = `inset(0 ${100 - range.value}% 0 0)`;
      line.style.left = `${range.value}%`;
    };
    range.addEventListener("input", set);
    set();
    const view = h("div", { class: "pane-view" }, h("div", { class: "layer" }, shown[1]), upper, line);
    return h("div", { class: "panes of-1" }, h("div", { class: "pane" }, view, range, h("div", { class: "bars" }, artifacts.map((artifact, place) => this.#bar(artifact, place)))));
  }

  #bar(artifact, place) {
    const item = card(artifact);
    const act = (text, name, run, pressed) => h("button", { type: "button", "aria-label": `${name} ${letter(place)}`, "aria-pressed": pressed === undefined ? null : String(pressed), title: name, onclick: run }, text);
    return h(
      "div",
      { class: "pane-bar" },
      h("strong", {}, letter(place)),
      h("button", { type: "button", class: "link", title: item.title, onclick: () => this.#on.openArtifact(item.id) }, item.title),
      h("span", { class: `status ${item.status}` }, STATUS[item.status]),
      artifact.status === "review" && [act("✓", "Approve", () => this.#on.decide(item, "approve")), act("✕", "Reject", () => this.#on.decide(item, "reject"))],
      artifact.status !== "review" && act("↺", "Reopen", () => this.#on.decide(item, "reopen")),
      act(item.preferred ? "★" : "☆", "Prefer", () => this.#on.prefer(item), item.preferred),
    );
  }

  #prompts() {
    const changed = this.#answer.prompts.filter(({ added, removed }) => added.length || removed.length);
    if (!changed.length) return null;
    const row = ({ id, added, removed }) =>
      h(
        "p",
        { class: "prompt" },
        h("strong", {}, `${letter(this.#answer.artifacts.findIndex((artifact) => artifact.id === id))} compared with A: `),
        added.map((word) => [h("ins", {}, word), " "]),
        removed.map((word) => [h("del", {}, word), " "]),
      );
    return h("section", {}, h("h3", {}, "Prompt differences"), changed.map(row));
  }

  #facts() {
    const { artifacts, facts } = this.#answer;
    const shown = facts.filter(({ values }) => values.some((value) => value !== null)).sort((one, other) => other.differs - one.differs);
    const text = (field, value) => (/(At|_at)$/.test(field) && value ? when(value) : field === "bytes" && value !== null ? bytes(value) : plain(value));
    const row = ({ field, values, differs }) =>
      h("tr", { class: differs ? "differs" : null }, h("th", { scope: "row" }, differs && h("span", { class: "mark", title: "differs" }, "≠"), labelOf(field), differs && h("span", { class: "hidden" }, " (differs)")), values.map((value) => h("td", {}, text(field, value))));
    return h("table", {}, h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Fact"), artifacts.map((_, place) => h("th", { scope: "col" }, letter(place))))), h("tbody", {}, shown.map(row)));
  }
}

const letter = (place) => "ABCD"[place];
