import { get, put } from "./api.js";
import { h } from "./dom.js";
import { section } from "./sections.js";

/** Shows the notes of a bundled run, with a form to change them. */
export function notes(run) {
  if (run.notes === undefined) return null;
  const body = h("div", { class: "notes" });
  const path = `/v1/runs/${encodeURIComponent(run.id)}/notes`;
  const show = (text) => {
    const edit = h("button", { type: "button", class: "quiet", onclick: () => change(text) }, text ? "Edit notes" : "Add notes");
    body.replaceChildren(...[text && h("p", { class: "prompt" }, text), edit].filter(Boolean));
  };
  const change = async (text) => {
    const problem = h("p", { class: "problem", role: "alert" });
    const input = h("textarea", { "aria-label": "Notes", rows: 4, maxlength: "100000" });
    input.value = text ?? "";
    let revision = null;
    const save = async () => {
      try {
        const { notes: saved } = await put(path, revision, { notes: input.value });
        run.notes = saved;
        show(saved);
      } catch (failure) {
        problem.textContent = failure.status === 412 ? "Somebody else has changed the notes: cancel and edit them again." : failure.message;
      }
    };
    const saving = h("button", { type: "button", disabled: true, onclick: save }, "Save notes"); // until they are loaded
    const buttons = h(
      "div",
      { class: "actions" },
      saving,
      h("button", { type: "button", class: "quiet", onclick: () => show(run.notes) }, "Cancel"),
    );
    body.replaceChildren(input, problem, buttons);
    input.focus();
    try {
      const now = await get(path);
      revision = now.revision;
      saving.disabled = false;
      run.notes = now.notes;
      if (input.value === (text ?? "")) input.value = now.notes ?? "";
    } catch (failure) {
      problem.textContent = failure.message;
    }
  };
  show(run.notes);
  return section("Notes", body);
}
