import { get } from "./api.js";
import { $, h, plural, redraw, when } from "./dom.js";
import { hasEnded } from "./feed.js";
import { since } from "./steps.js";
import { find, templates } from "./templates.js";

const POLL_MILLIS = 3000;
const STATES = ["queued", "running", "review", "completed", "failed", "cancelled"];
const ASKED = new URLSearchParams([...STATES.map((state) => ["state", state]), ["limit", "100"]]);
const GROUPS = [
  ["Waiting for a decision", (run) => run.state === "review"],
  ["In progress", (run) => run.state === "running" || run.state === "queued"],
  ["Ended", hasEnded],
];

/** Lists the workflow runs: those that wait for somebody first. */
export class ProgressView {
  #box = $("progress");
  #open;
  #timer = 0;
  #isShown = false;
  #shelf = null;

  /** @param open called with the id of a run */
  constructor(open) {
    this.#open = open;
    document.addEventListener("visibilitychange", () => !document.hidden && this.#isShown && this.#load());
  }

  show() {
    if (this.#isShown) return;
    this.#isShown = true;
    this.#box.hidden = false;
    this.#load();
  }

  hide() {
    this.#isShown = false;
    this.#box.hidden = true;
    clearTimeout(this.#timer);
  }

  async #load() {
    clearTimeout(this.#timer);
    try {
      this.#shelf ??= await templates().catch(() => null);
      const { items } = await get(`/v1/runs?${ASKED}`);
      // the row that a dialog was opened from must be there when it is closed
      if (this.#isShown && !(this.#box.firstChild && document.querySelector("dialog[open]"))) this.#draw(items);
    } catch (problem) {
      if (this.#isShown) this.#draw([], problem.message);
    }
    if (this.#isShown && !document.hidden) this.#timer = setTimeout(() => this.#load(), POLL_MILLIS);
  }

  #draw(runs, problem = "") {
    $("count").textContent = problem ? "The list could not be loaded." : plural(runs.length, "workflow run");
    const groups = GROUPS.map(([title, belongs]) => [title, runs.filter(belongs)]).filter(([, some]) => some.length);
    const content = [
      ...groups.map(([title, some]) => h("section", {}, h("h2", {}, `${title} (${some.length})`), h("ul", { class: "run-rows" }, some.map((run) => this.#row(run))))),
      problem && h("p", { class: "problem", role: "alert" }, problem),
      !problem && !runs.length && h("p", { class: "sub" }, "No workflow has been run yet. “New run” starts one."),
    ].filter(Boolean);
    const { scrollTop } = this.#box;
    redraw(this.#box, () => this.#box.replaceChildren(...content), () => this.#box);
    this.#box.scrollTop = scrollTop;
  }

  #row(run) {
    const name = (this.#shelf && find(this.#shelf, run.templateId)?.name) ?? run.templateId ?? run.id;
    const steps = run.steps ?? [];
    const done = steps.filter(({ state }) => state === "completed" || state === "skipped").length;
    const now = steps.find(({ state }) => state === "running");
    const what = run.state === "review" ? run.gate?.name ?? run.gate?.id : run.state === "failed" ? run.error?.message : now ? now.name ?? now.id : "";
    const text = Object.values(run.intake ?? {}).find((value) => typeof value === "string" && !value.startsWith("artifact-")) ?? "";
    return h(
      "li",
      {},
      h(
        "button",
        { type: "button", class: "run-row", "data-id": run.id, "aria-label": `${name}, ${run.state}${text ? `, ${text}` : ""}, ${run.id}`, onclick: () => this.#open(run.id) },
        h("span", { class: `status state-${run.state}` }, run.state),
        h("span", { class: "run-name" }, h("strong", {}, name), text && h("span", {}, text)),
        h("span", { class: "run-what" }, what),
        steps.length > 0 && h("span", { class: "run-count" }, `${done}/${steps.length}`),
        h("time", { datetime: run.queuedAt ?? run.createdAt ?? "", title: when(run.queuedAt ?? run.createdAt) }, `${since(run.queuedAt ?? run.createdAt)} ago`),
      ),
    );
  }
}
