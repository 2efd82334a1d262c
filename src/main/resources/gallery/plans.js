import { get, post } from "./api.js";
import { $, bytes, h, plural, redraw, when } from "./dom.js";
import { toast } from "./toast.js";

const PLANS = "/v1/retention/plans";
const POLL_MILLIS = 1500;
const SHOWN = 100;

/** Returns whether the caller is an administrator and the server has a policy. */
export async function mayPlan() {
  const { scopes } = await get("/v1/session");
  return scopes.includes("admin") && get(PLANS).then(({ enabled }) => enabled, () => false);
}

/** Shows what the policy would remove and why, and applies a plan after a confirmation. For administrators. */
export class RetentionView {
  #box = $("retention");
  #timer = 0;
  #isShown = false;
  #plans = [];
  #problems = [];
  #plan = null;
  #isBusy = false;
  #confirms = false;

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

  async #load(id = this.#plan?.id) {
    clearTimeout(this.#timer);
    try {
      const { items, problems } = await get(PLANS);
      this.#plans = items;
      this.#problems = problems;
      const chosen = items.find((each) => each.id === id) ?? items.find((each) => each.entries > 0) ?? items[0];
      this.#plan = chosen ? await get(`${PLANS}/${chosen.id}?limit=${SHOWN}`) : null;
      this.#draw();
    } catch (problem) {
      if (this.#isShown) this.#draw(problem.message);
    }
    if (this.#isShown && this.#plan?.progress.running) this.#timer = setTimeout(() => this.#load(), POLL_MILLIS);
  }

  async #make() {
    this.#isBusy = true;
    this.#draw();
    try {
      this.#plan = await post(PLANS, {});
      this.#confirms = false;
    } catch (problem) {
      toast(problem.message, { problem: true });
    }
    this.#isBusy = false;
    await this.#load();
  }

  async #apply() {
    this.#confirms = false;
    try {
      await post(`${PLANS}/${this.#plan.id}/apply`, {});
    } catch (problem) {
      toast(problem.message, { problem: true });
    }
    await this.#load();
  }

  #draw(problem = "") {
    if (!this.#isShown) return;
    $("count").textContent = problem ? "The plans could not be loaded." : plural(this.#plans.length, "plan");
    const content = [
      h("div", { class: "retention-bar" }, h("button", { type: "button", class: "primary", disabled: this.#isBusy, onclick: () => this.#make() }, this.#isBusy ? "Planning…" : "Make a plan"), this.#choice()),
      h("p", { class: "sub" }, "A plan removes nothing. What is approved, preferred, tagged “keep”, used by others, shared or on hold stays."),
      problem && h("p", { class: "problem", role: "alert" }, problem),
      this.#problems.length > 0 && h("div", { class: "problem", role: "alert" }, h("p", {}, "The policy has mistakes; nothing is planned or applied until they are corrected."), h("ul", {}, this.#problems.map((each) => h("li", {}, each)))),
      ...(this.#plan ? this.#details(this.#plan) : []),
    ].filter(Boolean);
    redraw(this.#box, () => this.#box.replaceChildren(...content), () => this.#box);
  }

  #choice() {
    if (this.#plans.length < 2) return null;
    const options = this.#plans.map((each) => h("option", { value: each.id, selected: each.id === this.#plan?.id }, `${when(each.createdAt)}: ${plural(each.entries, "removal")}`));
    return h("label", {}, "Plan ", h("select", { "aria-label": "Plan", onchange: (event) => ((this.#confirms = false), this.#load(event.target.value)) }, options));
  }

  #details(plan) {
    return [
      h("h2", {}, `${plural(plan.entries, "removal")}, ${bytes(plan.bytes)}`),
      h("p", { class: "sub" }, `${plan.id}, made ${when(plan.createdAt)} from ${plural(plan.runs, "run")} with ${plural(plan.artifacts, "artifact")}; valid until ${when(plan.expiresAt)}.`),
      this.#state(plan),
      table("By rule", ["Rule", "Action", "Removals", "Frees", "Kept", "Keeps"], plan.rules.map((each) => [each.rule, each.action, each.entries, bytes(each.bytes), each.kept, bytes(each.keptBytes)])),
      plan.removals.length > 0 && table(`Removes${more(plan.entries, plan.removals)}`, ["What", "Of", "Size", "Rule", "Why"], plan.removals.map((each) => [each.scope, of(each), bytes(each.bytes), each.rule, each.why])),
      plan.kept.length > 0 && table(`Keeps${more(plan.keptEntries, plan.kept)}`, ["What", "Of", "Size", "Rule", "Because"], plan.kept.map((each) => [each.scope, of(each), bytes(each.bytes), each.rule, each.words])),
    ].filter(Boolean);
  }

  #state({ progress, entries, bytes: size }) {
    const skipped = Object.entries(progress.skipped).map(([reason, count]) => h("li", {}, `Skipped ${count}: ${reason}`));
    const done = `${progress.removed} of ${entries} removed, ${bytes(progress.bytes)}`;
    if (!entries) return h("p", {}, "There is nothing to remove.");
    if (progress.running) return h("div", { class: "run-progress", role: "status" }, h("progress", { max: entries, value: progress.done, "aria-label": "Removals" }), h("span", {}, done));
    if (progress.complete) return h("div", { role: "status" }, h("p", {}, `Applied: ${done}. Removed files can be restored from the trash until their grace is over.`), skipped.length > 0 && h("ul", {}, skipped));
    const left = entries - progress.done;
    if (!this.#confirms) return h("button", { type: "button", class: "reject", onclick: () => ((this.#confirms = true), this.#draw()) }, progress.done ? `Continue with ${plural(left, "removal")}…` : "Apply…");
    return h(
      "div",
      { class: "retention-confirm", role: "group", "aria-label": "Confirm" },
      h("p", {}, `Remove ${plural(left, "entry", "entries")} with ${bytes(size - progress.bytes)}?`),
      h("button", { type: "button", class: "reject", onclick: () => this.#apply() }, "Remove"),
      h("button", { type: "button", onclick: () => ((this.#confirms = false), this.#draw()) }, "Cancel"),
    );
  }
}

const of = (entry) => h("a", { href: entry.artifactId ? `?artifact=${entry.artifactId}` : `?run=${encodeURIComponent(entry.runId)}` }, entry.artifactId ?? entry.runId);
const more = (all, shown) => (all > shown.length ? ` (the first ${shown.length} of ${all})` : "");

function table(title, head, rows) {
  return h(
    "div",
    { class: "table-scroll", tabindex: "0", role: "region", "aria-label": title },
    h("table", { class: "retention" }, h("caption", {}, title), h("thead", {}, h("tr", {}, head.map((name) => h("th", { scope: "col" }, name)))), h("tbody", {}, rows.map((row) => h("tr", {}, row.map((cell) => h("td", {}, cell instanceof Node ? cell : String(cell))))))),
  );
}
