import { get } from "./api.js";
import { $, h, label, redraw, when } from "./dom.js";
import { STATUS, placeholder } from "./card.js";
import { duplicates } from "./duplicates.js";
import { card } from "./list.js";
import { notes } from "./notes.js";
import { hasRaw, mediaOf, missing, originalLink } from "./media.js";
import { retention } from "./retention.js";
import * as parts from "./sections.js";
import { scrubber } from "./storyboard.js";
import { Zoom } from "./zoom.js";

const DECISIONS = [["approve", "Approve", "a"], ["reject", "Reject", "r"], ["request_changes", "Request changes", "c"], ["reopen", "Reopen", "u"]];
const ALLOWED = { review: ["approve", "reject", "request_changes"], draft: ["reject", "reopen"], approved: ["reopen"], rejected: ["reopen"] };

/** Shows one artifact or one run with all its data. */
export class Detail {
  artifact = null;
  zoom = null;
  #dialog = $("detail");
  #inner = this.#dialog.firstElementChild;
  #on;
  #shown = "";
  #asked = 0;
  #reuse = h("button", { type: "button", class: "reuse", hidden: true, onclick: () => this.artifact && this.#on.reuse(this.artifact) }, "Use these settings");

  /** @param on close, step(n), decide(item, decision, note), prefer(item), compare(ids), openArtifact(id), openRun(id), reuse(artifact), share(ids) */
  constructor(on) {
    this.#on = on;
    this.#dialog.addEventListener("cancel", (event) => (event.preventDefault(), on.close()));
    this.#dialog.addEventListener("click", (event) => event.target === this.#dialog && on.close());
  }

  get item() {
    return this.artifact && card(this.artifact);
  }

  get isOpen() {
    return this.#dialog.open;
  }

  /** Shows "Use these settings" where the token may start runs. */
  allowStart(mayStart) {
    this.#reuse.hidden = !mayStart;
  }

  close() {
    this.#asked++;
    this.artifact = null;
    this.#shown = "";
    if (this.#dialog.open) this.#dialog.close();
    this.#inner.replaceChildren();
  }

  async openArtifact(id) {
    if (this.#shown === id) return;
    this.#shown = id;
    await this.#load(async () => {
      const path = `/v1/artifacts/${encodeURIComponent(id)}`;
      const artifact = await get(path);
      const [run, history] = await Promise.all([get(`/v1/runs/${encodeURIComponent(artifact.runId)}`), get(`${path}/history`)]);
      return { artifact, run, history: history.items };
    });
  }

  async openRun(id) {
    if (this.#shown === id) return;
    this.#shown = id;
    await this.#load(async () => ({ run: await get(`/v1/runs/${encodeURIComponent(id)}`) }));
  }

  /** Loads what is shown once more. */
  async #again() {
    const shown = this.#shown;
    this.#shown = "";
    await (this.artifact ? this.openArtifact(shown) : this.openRun(shown));
  }

  /** Updates the view if the shown artifact has changed. */
  async refresh(artifact) {
    if (this.artifact?.id !== artifact.id) return;
    this.artifact = artifact;
    redraw(this.#dialog, () => this.#reviewBar?.replaceWith((this.#reviewBar = this.#review())), () => this.#reviewBar);
    const asked = this.#asked;
    const { items } = await get(`/v1/artifacts/${encodeURIComponent(artifact.id)}/history`);
    if (asked === this.#asked) this.#history.replaceChildren(parts.history(items) ?? "");
  }

  #reviewBar = null;
  #history = h("div");

  async #load(fetching) {
    const asked = ++this.#asked;
    if (!this.#dialog.open) this.#dialog.showModal();
    if (!this.#inner.firstChild) this.#inner.replaceChildren(h("p", { class: "waiting" }, "Loading…"));
    try {
      const found = await fetching();
      if (asked === this.#asked) this.#show(found);
    } catch (problem) {
      if (asked === this.#asked) this.#inner.replaceChildren(this.#close(), h("p", { class: "waiting problem", role: "alert" }, problem.message));
    }
  }

  #close() {
    return h("button", { type: "button", class: "close", "aria-label": "Close", onclick: () => this.#on.close() }, "×");
  }

  #show({ artifact = null, run, history = [] }) {
    this.artifact = artifact;
    this.#history = h("div", {}, parts.history(history));
    this.#reviewBar = artifact && this.#review();
    this.#dialog.setAttribute("aria-label", artifact ? `Artifact: ${this.item.title}` : `Run ${run.id}`);
    const shown = [
      this.#stage(artifact, run),
      h(
        "div",
        { class: "facts-side", tabindex: "0", role: "region", "aria-label": "Details" },
        h("h2", {}, artifact ? this.item.title : run.id),
        h("p", { class: "sub" }, `${run.model} · ${when(run.createdAt)} · run ${run.status}`),
        this.#reviewBar,
        artifact && this.#reuse,
        artifact && h("button", { type: "button", class: "share-action", onclick: () => this.#on.share([artifact.id]) }, "Share"),
        parts.troubles(run),
        parts.prompts(artifact, run),
        artifact && this.#text(artifact),
        parts.settings(artifact, run),
        parts.file(artifact?.media),
        retention(artifact, run, () => this.#again()),
        artifact && duplicates(artifact, this.#on.openArtifact),
        this.#history,
        parts.execution(run),
        artifact && parts.lifecycle(artifact),
        parts.provenance(artifact, run, this.#on),
        notes(run),
        parts.files(run),
      ),
      this.#close(),
    ];
    redraw(this.#dialog, () => this.#inner.replaceChildren(...shown), () => this.#dialog);
    if (!this.#dialog.contains(document.activeElement)) this.#dialog.focus();
  }

  #stage(artifact, run) {
    this.zoom = null;
    if (!artifact) return this.#outputs(run);
    const why = missing(artifact);
    const view = h("div", { class: "view" });
    const scrub = h("div", { class: "scrub-bar" });
    const level = h("output", { "aria-label": "Zoom" }, "Fit");
    const show = (options) => {
      const shown = mediaOf(artifact, options);
      view.replaceChildren(shown);
      const slider = shown.tagName === "VIDEO" && !options.raw ? scrubber(shown, artifact.media) : null;
      scrub.replaceChildren(...[slider].filter(Boolean));
      this.zoom = shown.tagName === "IMG" ? new Zoom([view], [shown], (words) => (level.textContent = words)) : null;
    };
    // at most one toggle is on; without any, the web derivative is shown
    const toggles = [["original", "Show original"], ["raw", "Show raw"]].map(([option, text]) => {
      const toggle = h("button", { type: "button", "aria-pressed": "false", onclick: () => {
        const pressed = toggle.getAttribute("aria-pressed") !== "true";
        toggles.forEach((each) => each.setAttribute("aria-pressed", String(each === toggle && pressed)));
        show(pressed ? { [option]: true } : {});
      } }, text);
      return toggle;
    });
    const [original, raw] = toggles;
    show({});
    const canShow = artifact.media?.original && !artifact.media.removed && (artifact.media.kind === "image" || artifact.media.kind === "video") && artifact.media.web;
    const others = run.artifacts.filter((other) => other.id !== artifact.id).slice(0, 3).map((other) => other.id);
    return h(
      "div",
      { class: "stage" },
      why && view.firstChild?.className?.includes("instead") !== true && h("p", { class: "notice" }, `${why[1]}. ${why[2]}`),
      view,
      scrub,
      h(
        "div",
        { class: "tools" },
        h("button", { type: "button", "aria-label": "Previous", onclick: () => this.#on.step(-1) }, "←"),
        h("button", { type: "button", "aria-label": "Next", onclick: () => this.#on.step(1) }, "→"),
        this.zoom && [
          h("button", { type: "button", "aria-label": "Zoom out", onclick: () => this.zoom?.key("-") }, "−"),
          level,
          h("button", { type: "button", "aria-label": "Zoom in", onclick: () => this.zoom?.key("+") }, "+"),
        ],
        this.zoom && [h("button", { type: "button", title: "Fit to view", onclick: () => this.zoom?.reset() }, "Reset"), h("button", { type: "button", onclick: () => this.zoom?.actual() }, "100 %")],
        canShow && original,
        hasRaw(artifact) && raw,
        originalLink(artifact.media),
        others.length > 0 && h("button", { type: "button", onclick: () => this.#on.compare([artifact.id, ...others]) }, "Compare variants"),
      ),
    );
  }

  #outputs(run) {
    const tile = (artifact) => h("button", { type: "button", class: "tile", "aria-label": `Output ${artifact.position}, ${STATUS[artifact.status]}`, onclick: () => this.#on.openArtifact(artifact.id) }, mediaOf(artifact, { quiet: true }));
    const none = placeholder({}, run.status === "failed" ? ["failed", "Run failed", run.errors?.[0] ?? ""] : ["none", "No outputs", ""]);
    return h("div", { class: "stage" }, h("div", { class: run.artifacts.length ? "view tiles" : "view" }, run.artifacts.length ? run.artifacts.map(tile) : none));
  }

  #text(artifact) {
    const { summary, body, sections } = artifact.content ?? {};
    if (!summary && !body && !sections) return null;
    const one = (each) => [h("h4", {}, each.title ?? each.heading ?? ""), h("p", { class: "prompt" }, each.body ?? each.text ?? each.content ?? "")];
    return parts.section("Text", summary && h("p", { class: "prompt" }, summary), body && h("p", { class: "prompt" }, body), (sections ?? []).map(one));
  }

  #review() {
    const { status, review } = this.artifact;
    const note = h("input", { type: "text", maxlength: "4000", placeholder: "Note (optional)", "aria-label": "Note for the decision" });
    const decide = (decision) => this.#on.decide(this.item, decision, note.value.trim());
    const failing = Object.entries(review.checks);
    return h(
      "div",
      { class: "decision", tabindex: "-1", role: "group", "aria-label": "Decision" },
      h(
        "p",
        {},
        h("span", { class: `status ${status}` }, STATUS[status]),
        review.preferred && h("span", { class: "preferred" }, "★ preferred"),
        review.rank !== null && h("span", {}, `rank ${review.rank}`),
        review.tags.map((tag) => h("span", { class: "tag" }, tag)),
      ),
      review.decidedBy && h("p", { class: "sub" }, `by ${review.decidedBy}, ${when(review.decidedAt)}`, review.note && h("q", {}, review.note)),
      review.proposal && h("p", { class: "sub" }, `${review.proposal.by} proposes: ${label(review.proposal.decision)}, ${when(review.proposal.at)}`, review.proposal.note && h("q", {}, review.proposal.note)),
      failing.length > 0 && h("ul", { class: "checks" }, failing.map(([name, result]) => h("li", { class: result }, `${name}: ${result}`))),
      note,
      h(
        "div",
        { class: "buttons" },
        DECISIONS.filter(([decision]) => ALLOWED[status].includes(decision)).map(([decision, text, key]) =>
          h("button", { type: "button", class: decision, onclick: () => decide(decision) }, text, h("kbd", { "aria-hidden": "true" }, key)),
        ),
        h("button", { type: "button", "aria-pressed": String(review.preferred), onclick: () => this.#on.prefer(this.item) }, review.preferred ? "★ Preferred" : "☆ Prefer", h("kbd", { "aria-hidden": "true" }, "p")),
      ),
    );
  }
}
