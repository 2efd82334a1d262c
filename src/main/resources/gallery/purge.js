import { get, post } from "./api.js";
import { bytes, h, plural } from "./dom.js";
import { toast } from "./toast.js";

const SCOPES = [["derivatives", "Web and thumb files"], ["originals", "Originals"], ["binaries", "Originals, web and thumb files"], ["bundle", "All files but the records"]];
const SHOWN = 20;

/** Shows the forms for administrators. */
export async function offerPurging() {
  const { scopes } = await get("/v1/session");
  document.body.classList.toggle("may-purge", scopes.includes("admin"));
}

/** Returns the form that removes files of an artifact or a run, after a confirmation that names them. */
export function purge(place, artifact, changed) {
  const scopes = artifact ? SCOPES.filter(([word]) => word !== "bundle") : SCOPES;
  const scope = h("select", { "aria-label": "What is removed" }, scopes.map(([word, text]) => h("option", { value: word }, text)));
  const keepThumb = h("input", { type: "checkbox" });
  const note = h("input", { type: "text", maxlength: "500", placeholder: "Note (optional)", "aria-label": "Note, kept in the tombstone" });
  const box = h("div", { class: "purge-confirm", role: "group", "aria-label": "Confirm" });
  const clear = () => box.replaceChildren();
  const preview = async (event) => {
    event.preventDefault();
    const wanted = { scope: scope.value, keepThumb: keepThumb.checked };
    try {
      const found = await get(`${place}/purge?${new URLSearchParams(wanted)}`);
      const remove = () => send(place, { ...wanted, ...(note.value ? { note: note.value } : {}) }, changed);
      box.replaceChildren(...answer(found, remove, clear));
      box.querySelector("button, p")?.focus();
    } catch (problem) {
      toast(problem.message, { problem: true });
    }
  };
  const form = h("form", { onsubmit: preview, onchange: clear }, scope, h("label", {}, keepThumb, " Keep thumbs"), note, h("button", { type: "submit", class: "reject" }, "Remove…"));
  return h("details", { class: "purge" }, h("summary", {}, artifact ? "Remove files" : "Remove files of the run"), form, box);
}

function answer({ status, files, bytes: size, protections }, remove, clear) {
  if (status === "protected") {
    const reasons = [...new Set(protections.map(({ words }) => words))];
    return [h("p", { class: "problem", role: "alert", tabindex: "-1" }, "Nothing can be removed:"), h("ul", {}, reasons.map((words) => h("li", {}, words)))];
  }
  if (status === "nothing") return [h("p", { role: "status", tabindex: "-1" }, "There is no such file to remove.")];
  const more = files.length - SHOWN;
  return [
    h("p", { tabindex: "-1" }, `Remove ${plural(files.length, "file")} with ${bytes(size)}? The records stay, and the files can be restored from the trash for some time.`),
    h("ul", {}, files.slice(0, SHOWN).map((file) => h("li", {}, `${file.path} (${bytes(file.bytes)})`)), more > 0 && h("li", {}, `and ${plural(more, "other file")}`)),
    h("button", { type: "button", class: "reject", onclick: remove }, "Remove"),
    h("button", { type: "button", onclick: clear }, "Cancel"),
  ];
}

async function send(place, order, changed) {
  try {
    const { files, bytes: size } = await post(`${place}/purge`, order);
    toast(`Removed ${plural(files.length, "file")} with ${bytes(size)}`);
    await changed();
  } catch (problem) {
    toast(problem.message, { problem: true });
  }
}
