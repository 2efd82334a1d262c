import { get, submit } from "./api.js";
import { $, h, label, plural } from "./dom.js";
import { IntakeForm } from "./intake.js";
import { match, settingsOf, settingsOfRun } from "./reuse.js";
import { go } from "./state.js";
import { find, isDeprecated, successor, templates } from "./templates.js";

/** Values of the URL's `new`: the list of templates, and the template of the settings that are used. */
export const CHOOSE = "*";
export const SAME = "~";
const MIN_SEARCHED = 7;
const UNREACHABLE = "The server cannot be reached. Check the connection and try again.";

/** Returns whether the token may start runs and there is a template for one. */
export async function canStart() {
  const { scopes } = await get("/v1/session");
  if (!scopes.includes("submit") && !scopes.includes("admin")) return false;
  return (await templates()).offered.length > 0;
}

/** "New run": choose a template, fill in its inputs, start. The URL has the template and whose settings are used. */
export class Start {
  #dialog = $("start");
  #inner = this.#dialog.firstElementChild;
  #shown = "";
  #asked = 0;
  #started;
  /** Identity of the run, the same at each attempt, so that a lost response makes no second run. */
  #key = "";
  #sent = "";

  /** @param started called with the id of a run that was started */
  constructor(started) {
    this.#started = started;
    this.#dialog.addEventListener("cancel", (event) => event.target === this.#dialog && (event.preventDefault(), this.#leave()));
  }

  get isOpen() {
    return this.#dialog.open;
  }

  close() {
    this.#shown = "";
    this.#asked++;
    if (this.#dialog.open) this.#dialog.close();
    this.#inner.replaceChildren();
  }

  /** Shows the template of the URL, or the list of templates. */
  async open(template, version, from) {
    const wanted = [template, version, from].join("\n");
    if (this.#shown === wanted) return;
    this.#shown = wanted;
    const asked = ++this.#asked;
    if (!this.#dialog.open) {
      this.#draw("New run", h("p", { class: "sub" }, "Loading…"));
      this.#dialog.showModal();
    }
    try {
      const [shelf, settings] = await Promise.all([templates({ again: template === CHOOSE }), from ? settingsFrom(from) : null]);
      if (asked !== this.#asked) return;
      if (template === SAME) return this.#same(shelf, settings);
      const chosen = template === CHOOSE ? null : find(shelf, template, version);
      if (chosen) this.#form(shelf, chosen, settings);
      else this.#list(shelf, settings, template === CHOOSE ? "" : `There is no template ${template}. Choose another one.`);
    } catch (problem) {
      if (asked === this.#asked) this.#draw("New run", h("p", { class: "problem", role: "alert" }, problem.message));
    }
  }

  /** Goes on to the template of the settings, or to the list if there is none. */
  #same(shelf, settings) {
    const template = settings?.templateId ? find(shelf, settings.templateId, settings.templateVersion) : null;
    const isOld = template && template !== find(shelf, template.id);
    go({ new: template?.id ?? CHOOSE, version: isOld ? template.version : "" }, { replace: true });
  }

  #leave() {
    go({ new: "", version: "", from: "" });
  }

  #draw(title, ...content) {
    const close = h("button", { type: "button", class: "close", "aria-label": "Close", onclick: () => this.#leave() }, "×");
    this.#inner.replaceChildren(h("h2", { id: "start-title", tabindex: "-1" }, title), ...content.flat().filter(Boolean), close);
  }

  #list({ offered, problems }, settings, notice) {
    const list = h("ul", { class: "templates", "aria-label": "Templates" }, offered.map(row));
    const none = h("p", { class: "sub", role: "status" });
    const search = h("input", { type: "search", id: "template-search", placeholder: "Search templates", autocomplete: "off" });
    search.addEventListener("input", () => {
      const words = search.value.toLowerCase().split(/\s+/);
      const rows = [...list.children];
      rows.forEach((each) => (each.hidden = !words.every((word) => each.textContent.toLowerCase().includes(word))));
      none.textContent = rows.every((each) => each.hidden) ? "No templates match." : "";
    });
    this.#draw(
      "New run",
      notice && h("p", { class: "notice", role: "alert" }, notice),
      settings && h("p", { class: "sub" }, `With the settings of “${settings.title}”: choose the template that gets them.`),
      offered.length >= MIN_SEARCHED && [h("label", { class: "hidden", for: "template-search" }, "Search templates"), search, none],
      offered.length ? list : h("p", {}, "There are no templates. Put one into the templates folder of the server."),
      problems.length > 0 && h("p", { class: "sub" }, `${plural(problems.length, "problem")} in template files: `, h("code", {}, "runfolio workflow check"), " lists them."),
    );
    (offered.length >= MIN_SEARCHED ? search : list.querySelector("button") ?? $("start-title"))?.focus();
  }

  #form(shelf, template, settings) {
    const { matched, unused } = settings ? match(template.intakeSchema, settings.values) : { matched: {}, unused: [] };
    const form = new IntakeForm(template.intakeSchema, matched);
    const problem = h("div", { class: "problem", id: "start-problem", role: "alert" });
    const send = h("button", { class: "primary", id: "start-send" }, "Start");
    const versions = shelf.all.filter(({ id }) => id === template.id);
    const next = successor(template);
    const run = async (event) => {
      event.preventDefault();
      problem.replaceChildren();
      const intake = form.read();
      if (!intake) return;
      send.disabled = true;
      send.textContent = "Starting…";
      await this.#send(template, intake, (refusal) => showRefusal(refusal, form, problem));
      send.disabled = false;
      send.textContent = "Start";
    };
    this.#draw(
      template.name,
      h("p", { class: "sub" }, [template.artifactType, template.artifactClass, `version ${template.version}`].filter(Boolean).join(" · ")),
      template.description && h("p", { class: "about" }, template.description),
      isDeprecated(template) && h("p", { class: "notice" }, "This template is deprecated. ", next && h("button", { type: "button", class: "link", onclick: () => go({ new: next, version: "" }, { replace: true }) }, `Use ${find(shelf, next)?.name ?? next}`)),
      versions.length > 1 && versionChoice(versions, template),
      settings && h("p", { class: "notice plain" }, `Filled in from “${settings.title}”.`, unused.length > 0 && ` Without a field here: ${unused.map(label).join(", ")}.`),
      h(
        "form",
        { id: "start-form", novalidate: true, onsubmit: run },
        form.element,
        !template.intakeSchema?.length && h("p", { class: "sub" }, "This template has no inputs."),
        problem,
        h("div", { class: "buttons" }, send, h("button", { type: "button", onclick: () => go({ new: CHOOSE, version: "" }) }, "Other template")),
      ),
    );
    form.focus();
    if (!this.#dialog.contains(document.activeElement)) $("start-title").focus();
    this.#dialog.scrollTop = 0;
  }

  async #send(template, intake, refused) {
    const body = { templateId: template.id, ...(template.canonical === false ? { templateVersion: template.version } : {}), intake };
    const sent = JSON.stringify(body);
    if (sent !== this.#sent || !this.#key) this.#key = newKey();
    this.#sent = sent;
    const asked = this.#asked;
    try {
      const { id } = await submit("/v1/runs", body, this.#key);
      this.#key = "";
      if (asked === this.#asked) this.#started(id);
    } catch (problem) {
      if (problem.status >= 400 && problem.status < 500) this.#key = "";
      if (asked === this.#asked) refused(problem);
    }
  }
}

const newKey = () => `gallery-${[...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;

async function settingsFrom(id) {
  if (id.startsWith("artifact-")) return settingsOf(id);
  const run = await get(`/v1/runs/${encodeURIComponent(id)}`);
  return { title: run.id, ...settingsOfRun(run) };
}

function row(template) {
  const next = successor(template);
  return h(
    "li",
    {},
    h(
      "button",
      { type: "button", class: "template", "data-id": template.id, onclick: () => go({ new: template.id, version: "" }) },
      h("span", { class: "template-name" }, h("strong", {}, template.name), isDeprecated(template) && h("span", { class: "status draft" }, next ? `deprecated: use ${next}` : "deprecated")),
      h("span", { class: "sub" }, [template.artifactType, template.artifactClass, template.version].filter(Boolean).join(" · ")),
      template.description && h("span", { class: "about" }, template.description),
    ),
  );
}

function versionChoice(versions, template) {
  const select = h("select", { id: "start-version", onchange: () => go({ version: select.value }, { replace: true }) }, versions.map(({ version, canonical }) => h("option", { value: version }, canonical ? `${version} (current)` : version)));
  select.value = template.version;
  return h("label", { class: "version", for: "start-version" }, "Version", select);
}

function showRefusal(problem, form, box) {
  if (problem instanceof TypeError) return box.replaceChildren(UNREACHABLE);
  const fields = Array.isArray(problem.detail?.fields) ? problem.detail.fields.map(String) : [];
  const others = form.show(fields);
  const title = problem.status === 402 ? "This run would exceed its budget." : fields.length && !others.length ? "Some inputs are not valid." : "The run was not started.";
  const reason = problem.detail?.reason ?? (fields.length ? "" : problem.message);
  box.replaceChildren(h("strong", {}, title), ...(reason ? [h("p", {}, reason)] : []), ...(others.length ? [h("ul", {}, others.map((each) => h("li", {}, each)))] : []));
}
