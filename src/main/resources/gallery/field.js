import { h, label } from "./dom.js";
import { artifactControl } from "./picker.js";

const LONG = /prompt|text|description|summary|body|notes|instructions/i;
const FORMS = { array: ["a list", '["a", "b"]'], object: ["an object", '{"name": "value"}'] };

/** Returns what a control needs of its field: ids, and names for assistive technology. */
function attributes({ name, required, description }) {
  return { id: `field-${name}`, "aria-describedby": `${description ? `field-${name}-hint ` : ""}field-${name}-problem`, "aria-required": required ? "true" : null };
}

function textControl(field) {
  const input = h("textarea", { ...attributes(field), class: "grow", rows: LONG.test(field.name) ? 4 : 1, maxlength: "100000" });
  return {
    input,
    // a cleared default is sent as an empty text, else the default would apply again
    read: () => (input.value === "" && !field.default ? undefined : input.value),
    write: (value) => (input.value = typeof value === "string" ? value : JSON.stringify(value)),
  };
}

function numberControl(field) {
  const input = h("input", { ...attributes(field), type: "number", step: field.type === "integer" ? "1" : "any", inputmode: field.type === "integer" ? "numeric" : "decimal" });
  const wrong = field.type === "integer" ? "Enter a whole number." : "Enter a number.";
  return {
    input,
    read: () => {
      if (input.validity.badInput || input.validity.stepMismatch) throw new Error(wrong);
      return input.value === "" ? undefined : Number(input.value);
    },
    write: (value) => (input.value = Number.isFinite(Number(value)) ? String(value) : ""),
  };
}

function enumControl(field) {
  const input = h("select", attributes(field), h("option", { value: "" }, field.required ? "Choose…" : "Not set"), (field.options ?? []).map((option) => h("option", { value: option }, option)));
  return {
    input,
    read: () => input.value || undefined,
    write: (value) => (input.value = (field.options ?? []).includes(value) ? value : ""),
  };
}

/** A yes or no; without a default and if it may be absent, also "not set". */
function booleanControl(field) {
  if (!field.required && typeof field.default !== "boolean") {
    const input = h("select", attributes(field), h("option", { value: "" }, "Not set"), h("option", { value: "true" }, "Yes"), h("option", { value: "false" }, "No"));
    return { input, read: () => (input.value ? input.value === "true" : undefined), write: (value) => (input.value = String(value)) };
  }
  const input = h("input", { ...attributes(field), type: "checkbox" });
  return { input, isInline: true, read: () => input.checked, write: (value) => (input.checked = value === true) };
}

/** A list or an object as JSON; mistakes are shown while it is written. */
function jsonControl(field) {
  const [form, example] = FORMS[field.type];
  const input = h("textarea", { ...attributes(field), class: "json", rows: 4, spellcheck: "false", autocapitalize: "off", placeholder: example });
  const parse = () => {
    if (!input.value.trim()) return undefined;
    let value;
    try {
      value = JSON.parse(input.value);
    } catch (problem) {
      throw new Error(`This is not valid JSON: ${problem.message}.`);
    }
    const isList = Array.isArray(value);
    if (value === null || typeof value !== "object" || isList !== (field.type === "array")) throw new Error(`This must be ${form}, such as ${example}.`);
    return value;
  };
  return { input, read: parse, write: (value) => (input.value = JSON.stringify(value, null, 2)), isChecked: true };
}

function control(field) {
  if (field.type === "artifactReference") return artifactControl(field, attributes(field));
  if (field.type === "enum") return enumControl(field);
  if (field.type === "boolean") return booleanControl(field);
  if (field.type === "integer" || field.type === "number") return numberControl(field);
  if (field.type in FORMS) return jsonControl(field);
  return textControl(field);
}

/** A row of the form: label, control, description and problem of one field. */
export class Field {
  #control;
  #problem;

  constructor(field) {
    this.field = field;
    this.name = field.name;
    this.title = label(field.name);
    this.#control = control(field);
    this.#problem = h("p", { id: `field-${field.name}-problem`, class: "problem" });
    const { input, isInline, isGroup } = this.#control;
    const name = [this.title, field.required && h("span", { class: "needed" }, " required")];
    const hint = field.description && h("p", { id: `field-${field.name}-hint`, class: "sub" }, field.description);
    const title = isGroup ? h("span", { class: "field-title", id: `field-${field.name}-title` }, name) : h("label", { for: input.id, class: isInline ? "field-inline" : "field-title" }, isInline && input, isInline ? h("span", {}, name) : name);
    this.row = h("div", { class: "field", "data-field": field.name }, title, hint, isInline ? null : this.#control.element ?? input, this.#problem);
    input.addEventListener("input", () => this.#edited());
    input.addEventListener("change", () => this.#edited());
  }

  /** Returns the value, undefined if it is not set. Shows a problem and returns undefined if there is one. */
  read() {
    this.show("");
    try {
      const value = this.#control.read();
      if (this.field.required && (value === undefined || (typeof value === "string" && !value.trim()))) throw new Error("Enter a value.");
      return value;
    } catch (problem) {
      this.show(problem.message);
      return undefined;
    }
  }

  write(value) {
    if (value !== null && value !== undefined) this.#control.write(value);
  }

  show(problem) {
    this.#problem.textContent = problem;
    this.row.classList.toggle("wrong", Boolean(problem));
    if (problem) this.#control.input.setAttribute("aria-invalid", "true");
    else this.#control.input.removeAttribute("aria-invalid");
  }

  get problem() {
    return this.#problem.textContent;
  }

  focus() {
    this.#control.input.focus();
  }

  #edited() {
    if (this.#control.isChecked) this.read();
    else this.show("");
  }
}
