import { change } from "./api.js";
import { h, label } from "./dom.js";
import { STATUS } from "./card.js";
import { IntakeForm, mergePatch } from "./intake.js";
import { mediaOf } from "./media.js";
import { toast } from "./toast.js";

/** The gate at which a run waits: its artifact, and a decision on it. */
export class Gate {
  element;
  #gate;
  #attempt;
  #artifact = null;
  #on;
  #picture = h("div", { class: "gate-picture" });
  #note = h("input", { type: "text", maxlength: "4000", placeholder: "Note (optional)", "aria-label": "Note for the decision" });
  #buttons;
  #changes = null;
  #form = null;
  #intake;

  /** @param on openArtifact(id), decided(artifact) */
  constructor(run, template, on) {
    this.#gate = run.gate;
    this.#attempt = run.attempt;
    this.#on = on;
    this.#intake = run.intake ?? {};
    const button = (decision, text, run2) => h("button", { type: "button", class: decision, disabled: true, onclick: run2 }, text);
    this.#buttons = [
      button("approve", "Approve", () => this.#decide("approve")),
      button("reject", "Reject", () => this.#decide("reject")),
      button("request_changes", "Request changes…", () => this.#toggleChanges()),
    ];
    if (template) this.#form = new IntakeForm(template.intakeSchema, { ...run.intake, ...run.inputs });
    this.#changes = h(
      "form",
      { class: "changes", hidden: true, novalidate: true, onsubmit: (event) => (event.preventDefault(), this.#requestChanges()) },
      h("h4", {}, "Inputs of the next attempt"),
      this.#form?.element,
      h("div", { class: "buttons" }, h("button", { class: "primary" }, "Send and try again"), h("button", { type: "button", onclick: () => this.#toggleChanges() }, "Keep the inputs")),
    );
    this.element = h(
      "section",
      { class: "gate", "aria-label": `Gate: ${run.gate.name ?? run.gate.id}` },
      h("h3", {}, `${run.gate.name ?? label(run.gate.id)} waits for a decision`),
      this.#picture,
      this.#note,
      h("div", { class: "buttons" }, this.#buttons),
      this.#changes,
    );
  }

  isFor(gate, attempt) {
    return this.#gate.id === gate.id && this.#gate.artifactId === gate.artifactId && this.#attempt === attempt;
  }

  /** Shows the artifact, once it is known. */
  show(artifact) {
    const isSame = artifact && this.#artifact?.id === artifact.id;
    this.#artifact = artifact;
    const isOpen = artifact?.status === "review";
    this.#buttons.forEach((each) => (each.disabled = !isOpen));
    if (!artifact || isSame) return;
    this.#picture.replaceChildren(
      h("button", { type: "button", class: "tile", "aria-label": `Open the artifact, ${STATUS[artifact.status] ?? artifact.status}`, onclick: () => this.#on.openArtifact(artifact.id) }, mediaOf(artifact, { quiet: true })),
      artifact.content?.summary ? h("p", { class: "prompt" }, artifact.content.summary) : "",
    );
  }

  #toggleChanges() {
    // a run whose template is gone can only be tried again with the same inputs
    if (!this.#form) return this.#decide("request_changes");
    this.#changes.hidden = !this.#changes.hidden;
    this.#buttons[2].setAttribute("aria-expanded", String(!this.#changes.hidden));
    if (this.#changes.hidden) this.#buttons[2].focus();
    else this.#form.focus();
  }

  #requestChanges() {
    const values = this.#form.read();
    if (values) this.#decide("request_changes", mergePatch(this.#intake, values));
  }

  async #decide(decision, intake) {
    const note = this.#note.value.trim();
    const body = { decision, ...(note ? { note } : {}), ...(intake && Object.keys(intake).length ? { intake } : {}) };
    this.#buttons.forEach((each) => (each.disabled = true));
    try {
      this.#on.decided(await change(this.#artifact.id, "decision", this.#artifact.review.revision, body));
      toast({ approve: "Approved: the run goes on.", reject: "Rejected: the run ends.", request_changes: "The next attempt begins." }[decision]);
    } catch (problem) {
      const fields = Array.isArray(problem.detail?.fields) ? problem.detail.fields.map(String) : [];
      const others = this.#form && !this.#changes.hidden ? this.#form.show(fields) : fields;
      toast(fields.length ? ["The inputs are not valid.", ...others].join(" ") : problem.message, { problem: true });
      this.#buttons.forEach((each) => (each.disabled = false));
    }
  }
}
