import { h } from "./dom.js";
import { Field } from "./field.js";

/** The form of a template's inputs. */
export class IntakeForm {
  #fields;

  /** @param values values by field name; where there is none, the default counts */
  constructor(schema, values = {}) {
    this.#fields = (schema ?? []).map((field) => new Field(field));
    for (const field of this.#fields) field.write(values[field.name] ?? field.field.default);
    this.element = h("div", { class: "intake" }, this.#fields.map((field) => field.row));
  }

  /** Returns the values; null if one is wrong. The first wrong field gets the focus. */
  read() {
    const values = {};
    for (const field of this.#fields) {
      const value = field.read();
      if (value !== undefined) values[field.name] = value;
    }
    return this.focusProblem() ? null : values;
  }

  /** Shows sentences such as "intake.prompt is required" at their fields. Returns those that belong to none. */
  show(problems) {
    const others = [];
    for (const problem of problems) {
      const name = problem.match(/^(?:intake|inputs)\.([A-Za-z0-9_-]+)/)?.[1];
      const field = this.#fields.find((each) => each.name === name);
      if (field) field.show([field.problem, problem.replace(`intake.${name}`, field.title).replace(`inputs.${name}`, field.title)].filter(Boolean).join("; "));
      else others.push(problem);
    }
    this.focusProblem();
    return others;
  }

  focusProblem() {
    const wrong = this.#fields.find((field) => field.problem);
    wrong?.focus();
    return wrong !== undefined;
  }

  focus() {
    this.#fields[0]?.focus();
  }
}

/** Returns the merge patch (RFC 7396) that makes one value of the other. */
export function mergePatch(from, to) {
  const patch = {};
  for (const name of new Set([...Object.keys(from), ...Object.keys(to)])) {
    if (JSON.stringify(from[name]) === JSON.stringify(to[name])) continue;
    const both = [from[name], to[name]].every((each) => each && typeof each === "object" && !Array.isArray(each));
    patch[name] = both ? mergePatch(from[name], to[name]) : to[name] ?? null;
  }
  return patch;
}
