import { get, post } from "./api.js";
import { $, h, label, plural, redraw } from "./dom.js";
import { STATUS } from "./card.js";
import { RunFeed, hasEnded } from "./feed.js";
import { Gate } from "./gate.js";
import { mediaOf } from "./media.js";
import { facts, section } from "./sections.js";
import { costTable, errorText, since, stepList, times } from "./steps.js";
import { go } from "./state.js";
import { SAME } from "./start.js";
import { find, templates } from "./templates.js";
import { toast } from "./toast.js";

const TICK_MILLIS = 1000;
const MAX_SHOWN = 12;
const MAX_TRIES = 20;
const AGAIN_MILLIS = 700;

/** Returns whether an id is that of a workflow run or order, not of a bundle. */
export const isWorkflowRun = (id) => /^(run|order)-[0-9a-f]{16}$/.test(id ?? "");

/** Shows one workflow run as it proceeds. */
export class WorkflowPage {
  run = null;
  #dialog = $("workflow");
  #inner = this.#dialog.firstElementChild;
  #on;
  #id = "";
  #feed = null;
  #ticking = 0;
  #opened = new Set();
  #artifacts = new Map();
  #template = null;
  #gate = null;
  #mayStart = false;
  #isSure = false;
  #tries = 0;
  #said = h("p", { class: "hidden", role: "status" });

  /** @param on close, openArtifact(id), openRun(id), decided(artifact) */
  constructor(on) {
    this.#on = on;
    this.#dialog.addEventListener("cancel", (event) => event.target === this.#dialog && (event.preventDefault(), on.close()));
    this.#dialog.addEventListener("click", (event) => event.target === this.#dialog && on.close());
  }

  get isOpen() {
    return this.#dialog.open;
  }

  allowStart(mayStart) {
    this.#mayStart = mayStart;
    if (this.run) this.#draw();
  }

  close() {
    this.#feed?.stop();
    clearInterval(this.#ticking);
    this.#feed = this.run = this.#template = this.#gate = null;
    this.#id = "";
    this.#tries = 0;
    this.#artifacts.clear();
    this.#opened.clear();
    if (this.#dialog.open) this.#dialog.close();
    this.#inner.replaceChildren();
  }

  open(id) {
    if (this.#id === id) return;
    this.close();
    this.#id = id;
    this.#dialog.setAttribute("aria-label", `Run ${id}`);
    this.#inner.replaceChildren(h("p", { class: "waiting" }, "Loading…"), this.#closeButton());
    this.#dialog.showModal();
    this.#dialog.focus();
    this.#feed = new RunFeed(id, { changed: (run) => this.#changed(run), failed: (problem) => this.#failed(problem) });
    this.#ticking = setInterval(() => this.#dialog.querySelectorAll("time.since").forEach((each) => (each.textContent = since(each.dateTime))), TICK_MILLIS);
  }

  /** Takes a decision on an artifact that was made elsewhere on the page. */
  refresh(artifact) {
    if (!this.run || !this.#artifacts.has(artifact.id)) return;
    this.#artifacts.set(artifact.id, artifact);
    this.#draw();
  }

  async #changed(run) {
    // the run of an ended order is that of its bundle
    if (run.files) return this.#on.openRun(run.id);
    this.#say(run);
    this.run = run;
    this.#template ??= await templates().then((shelf) => find(shelf, run.templateId, run.templateVersion), () => null);
    if (this.run !== run) return;
    this.#draw();
    await this.#loadArtifacts(run);
  }

  #failed(problem) {
    if (this.run) return toast(problem.message, { problem: true });
    this.#inner.replaceChildren(h("p", { class: "waiting problem", role: "alert" }, problem.message), this.#closeButton());
  }

  /** Announces what has changed since the last look. */
  #say(run) {
    const before = new Map((this.run?.steps ?? []).map((step) => [step.id, step.state]));
    const changes = (run.steps ?? []).filter((step) => this.run && before.get(step.id) !== step.state).map((step) => `${step.name ?? step.id} ${step.state}.`);
    if (this.run && this.run.state !== run.state) changes.push(`Run ${run.state}.`);
    if (changes.length) this.#said.textContent = changes.join(" ");
  }

  async #loadArtifacts(run) {
    const ids = [...new Set([run.gate?.artifactId, ...(run.artifactIds ?? []), run.artifactId, ...(run.sourceArtifactIds ?? [])].filter(Boolean))].slice(0, MAX_SHOWN);
    const isNew = ids.filter((id) => !this.#artifacts.has(id) || id === run.gate?.artifactId);
    if (!isNew.length) return;
    const found = await Promise.all(isNew.map((id) => get(`/v1/artifacts/${encodeURIComponent(id)}`).catch(() => null)));
    if (this.run?.id !== run.id) return;
    found.filter(Boolean).forEach((artifact) => this.#artifacts.set(artifact.id, artifact));
    this.#draw();
    // the catalog has an artifact a moment after it was bundled
    const isMissing = found.some((artifact) => !artifact);
    if (isMissing && this.#tries++ < MAX_TRIES) setTimeout(() => this.run === run && this.#loadArtifacts(run), AGAIN_MILLIS);
  }

  #closeButton() {
    return h("button", { type: "button", class: "close", "aria-label": "Close", onclick: () => this.#on.close() }, "×");
  }

  #draw() {
    const { run } = this;
    const name = this.#template?.name ?? run.templateId ?? run.id;
    const scrolled = [...this.#dialog.querySelectorAll(".run-main, .facts-side")].map((each) => each.scrollTop);
    this.#drawGate(run);
    const main = h(
      "div",
      { class: "run-main", tabindex: "0", role: "region", "aria-label": "Steps and decisions" },
      h("header", { class: "run-head" }, h("h2", {}, name), h("span", { class: `status state-${run.state}` }, run.state)),
      h("p", { class: "sub" }, [run.id, run.templateVersion && `version ${run.templateVersion}`, run.attempt > 1 && `attempt ${run.attempt}`, run.caller && `by ${run.caller}`].filter(Boolean).join(" · ")),
      progress(run),
      this.#actions(run),
      run.error && h("section", { class: "trouble", role: "note" }, h("strong", {}, run.error.step ? `Step ${run.error.step} failed. ` : "This run failed. "), errorText(run.error)),
      this.#gate?.element,
      run.steps?.length > 0 ? section("Steps", stepList(run, this.#opened, this.#on)) : h("p", { class: "sub" }, run.id.startsWith("order-") ? "A generator takes this order; its steps are not followed here." : "No step has started."),
    );
    const side = h(
      "div",
      { class: "facts-side", tabindex: "0", role: "region", "aria-label": "Details" },
      this.#results(run),
      this.#inputs(run),
      timesOf(run),
      run.costs?.entries?.length > 0 && section("Costs", costTable(run.costs)),
      this.#links(run),
    );
    redraw(this.#dialog, () => this.#inner.replaceChildren(h("div", { class: "run-page" }, main, side), this.#said, this.#closeButton()), () => this.#dialog);
    [main, side].forEach((each, index) => (each.scrollTop = scrolled[index] ?? 0));
    if (!this.#dialog.contains(document.activeElement)) this.#dialog.focus();
  }

  /** The gate's form is kept while it waits, so that nothing that was written in it is lost. */
  #drawGate(run) {
    const artifact = this.#artifacts.get(run.gate?.artifactId) ?? null;
    if (!run.gate || run.state !== "review") this.#gate = null;
    else if (!this.#gate?.isFor(run.gate, run.attempt)) this.#gate = new Gate(run, this.#template, { ...this.#on, decided: (changed) => this.#decided(changed) });
    this.#gate?.show(artifact);
  }

  #decided(artifact) {
    this.#artifacts.set(artifact.id, artifact);
    this.#on.decided(artifact);
    this.#feed?.load();
  }

  #actions(run) {
    const buttons = [
      !hasEnded(run) && h("button", { type: "button", class: this.#isSure ? "reject" : "", id: "run-cancel", onclick: () => this.#cancel() }, this.#isSure ? "Cancel it now" : "Cancel run"),
      !hasEnded(run) && this.#isSure && h("button", { type: "button", onclick: () => ((this.#isSure = false), this.#draw()) }, "Keep it running"),
      run.state === "failed" && run.id.startsWith("run-") && h("button", { type: "button", class: "primary", id: "run-retry", onclick: () => this.#act("retry", "The run is tried again from its failed step.") }, "Retry"),
      this.#mayStart && run.templateId && h("button", { type: "button", id: "run-reuse", onclick: () => go({ new: SAME, from: run.id, version: "" }) }, "Use these settings"),
    ].filter(Boolean);
    return buttons.length > 0 && h("div", { class: "buttons" }, buttons);
  }

  #cancel() {
    if (!this.#isSure) {
      this.#isSure = true;
      return this.#draw();
    }
    this.#isSure = false;
    return this.#act("cancel", "The run is cancelled.");
  }

  async #act(what, done) {
    try {
      await post(`/v1/runs/${encodeURIComponent(this.#id)}/${what}`, {});
      toast(done);
    } catch (problem) {
      toast(problem.message, { problem: true });
    }
    this.#feed?.load();
  }

  #results(run) {
    const ids = [...new Set([...(run.artifactIds ?? []), run.artifactId].filter(Boolean))];
    if (!ids.length) return null;
    const tile = (id) => {
      const artifact = this.#artifacts.get(id);
      const name = artifact ? `${artifact.content?.title ?? artifact.artifactType}, ${STATUS[artifact.status] ?? artifact.status}` : id;
      return h("button", { type: "button", class: "tile", "aria-label": `Artifact: ${name}`, onclick: () => this.#on.openArtifact(id) }, artifact ? mediaOf(artifact, { quiet: true }) : h("span", {}, id));
    };
    return section(ids.length > 1 ? "Artifacts" : "Artifact", h("div", { class: "results" }, ids.slice(0, MAX_SHOWN).map(tile)));
  }

  #inputs(run) {
    const values = { ...run.intake };
    const pairs = Object.entries(values).map(([name, value]) => [label(name), run.inputs?.[name] ? this.#artifactLink(run.inputs[name]) : typeof value === "object" ? h("code", {}, JSON.stringify(value)) : value]);
    const list = facts(pairs);
    return list && section("Inputs", list);
  }

  #artifactLink(id) {
    return h("button", { type: "button", class: "link", onclick: () => this.#on.openArtifact(id) }, this.#artifacts.get(id)?.content?.title ?? id);
  }

  #links(run) {
    const list = (ids, open) => (ids?.length ? h("span", { class: "ids" }, ids.map((id) => h("button", { type: "button", class: "link", onclick: () => open(id) }, id))) : null);
    const { openRun, openArtifact } = this.#on;
    const found = facts([
      ["Template", run.templateId],
      ["Version", run.templateVersion],
      ["Checksum", run.templateHash && h("code", {}, run.templateHash)],
      ["Parent run", run.parentRunId && list([run.parentRunId], openRun)],
      ["Parent step", run.parentStepId],
      ["Child runs", list(run.childRunIds, openRun)],
      ["Source artifacts", list(run.sourceArtifactIds, openArtifact)],
      ["Source report", run.sourceReportArtifactId && list([run.sourceReportArtifactId], openArtifact)],
      ["Bundles", list(run.bundleRunIds, openRun)],
    ]);
    return found && section("Provenance", found);
  }
}

function timesOf(run) {
  const list = facts(times(run));
  return list && section("Times", list);
}

function progress(run) {
  const { steps = [] } = run;
  if (!steps?.length || hasEnded(run)) return null;
  const done = steps.filter(({ state }) => state === "completed" || state === "skipped").length;
  const now = steps.find(({ state }) => state === "running");
  return h("div", { class: "run-progress" }, h("progress", { max: steps.length, value: done, "aria-label": "Steps that are done" }), h("span", {}, `${done} of ${plural(steps.length, "step")}${now ? `: ${now.name ?? now.id}` : ""}`));
}
