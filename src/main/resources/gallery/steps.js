import { h, label, when } from "./dom.js";

const GLYPHS = { pending: "○", running: "●", completed: "✓", failed: "✕", skipped: "⤼" };

/** Returns a number of milliseconds as text, such as "1.2 s" or "3 min 5 s". */
export function millis(value) {
  if (value === null || value === undefined) return "";
  const seconds = value / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export function money(amount) {
  if (amount === null || amount === undefined) return "";
  const value = Number(amount);
  return `$${value.toFixed(value !== 0 && value < 0.01 ? 4 : 2)}`;
}

/** Returns the sum of what a step has cost: the actual amount where it is known, else the estimate. */
function spent(costs) {
  const known = (costs ?? []).map(({ actual, estimated }) => actual ?? estimated).filter((each) => each !== null && each !== undefined);
  return known.length ? money(known.reduce((sum, each) => sum + Number(each), 0)) : "";
}

const link = (id, open) => h("button", { type: "button", class: "link", onclick: () => open(id) }, id);

/** Draws the steps of a run in their order. What is open stays open. */
export function stepList(run, opened, { openArtifact, openRun }) {
  return h("ol", { class: "run-steps", "aria-label": "Steps" }, (run.steps ?? run.runSteps ?? []).map((step) => row(step, opened, { openArtifact, openRun })));
}

function row(step, opened, on) {
  const isRunning = step.state === "running";
  const time = isRunning ? h("time", { class: "since", datetime: step.startedAt ?? "" }, since(step.startedAt)) : step.state === "skipped" ? "" : millis(step.durationMs);
  const facts = [step.kind && [step.kind, step.capability].filter(Boolean).join(", "), step.attempt > 1 && `attempt ${step.attempt}`, spent(step.costs)].filter(Boolean);
  return h(
    "li",
    { "data-state": step.state, "data-step": step.id },
    h("span", { class: "glyph", "aria-hidden": "true" }, GLYPHS[step.state] ?? "○"),
    h(
      "div",
      { class: "step-body" },
      h("div", { class: "step-head" }, h("strong", {}, step.name ?? step.id), h("span", { class: `step-state ${step.state}` }, step.state), h("span", { class: "step-time" }, time)),
      facts.length > 0 && h("p", { class: "sub" }, facts.join(" · ")),
      step.state === "skipped" && step.artifactId && h("p", { class: "sub" }, "Not run, as an artifact was supplied: ", link(step.artifactId, on.openArtifact)),
      step.state !== "skipped" && step.artifactId && h("p", { class: "sub" }, "Made ", link(step.artifactId, on.openArtifact)),
      step.childRunId && h("p", { class: "sub" }, "Run of its own: ", link(step.childRunId, on.openRun)),
      step.ticket && step.state === "running" && h("p", { class: "sub" }, "Waits for the result ", h("code", {}, step.ticket)),
      step.error && h("p", { class: "step-error" }, errorText(step.error)),
      step.nextAt && step.state !== "completed" && h("p", { class: "sub" }, "Tried again ", h("time", { datetime: step.nextAt }, when(step.nextAt))),
      step.checks?.length > 0 && h("ul", { class: "checks" }, step.checks.map(({ name, passed, message }) => h("li", { class: passed ? "pass" : "fail" }, [name, message].filter(Boolean).join(": ")))),
      output(step, opened, on),
    ),
  );
}

export const errorText = (error) => (typeof error === "string" ? error : [error.code && label(error.code), error.message].filter(Boolean).join(": "));

export function since(iso) {
  return iso ? millis(Math.max(0, Date.now() - new Date(iso).getTime())) : "";
}

function output(step, opened, on) {
  const slot = step.output;
  if (!slot || !Object.values(slot).some((each) => each !== null && each !== undefined && each !== "")) return null;
  const details = h("details", { open: opened.has(step.id), ontoggle: () => (details.open ? opened.add(step.id) : opened.delete(step.id)) }, h("summary", {}, `Output of ${step.name ?? step.id}`), slotContent(slot, on));
  return details;
}

/** Returns whether a URL is one of this server, which alone may be shown. */
const isOurs = (url) => typeof url === "string" && /^\/v1\/[^\\]*$/.test(url);

function slotContent({ text, json, files, image, video, report, record, artifact }, { openArtifact }) {
  const written = report ?? record;
  const picture = image ?? video;
  return [
    isOurs(picture?.url) && h("img", { class: "step-picture", alt: "", loading: "lazy", src: picture.url }),
    written && [h("h4", {}, String(written.title ?? "")), h("p", { class: "prompt" }, String(written.summary ?? written.body ?? ""))],
    text && !written && h("p", { class: "prompt" }, String(text)),
    json !== null && json !== undefined && !written && h("pre", { tabindex: "0" }, JSON.stringify(json, null, 2)),
    files?.length > 0 && h("ul", { class: "files" }, files.map((file) => h("li", {}, h("span", {}, String(file.path ?? "").split("/").pop()), h("small", {}, file.mimeType ?? file.kind ?? "")))),
    artifact?.id && h("p", { class: "sub" }, "Artifact ", link(artifact.id, openArtifact)),
  ];
}

/** Draws the costs as a table with their sums. */
export function costTable(costs) {
  const entries = costs?.entries ?? [];
  if (!entries.length) return null;
  const cells = (entry) => [
    [entry.operation ?? entry.step, entry.model && h("small", {}, entry.model)],
    entry.quantity === null || entry.quantity === undefined ? "" : `${entry.quantity} ${entry.unit ?? ""}`,
    money(entry.estimated) || "—",
    money(entry.actual) || "—",
  ];
  const head = ["Operation", "Quantity", "Estimated", "Actual"].map((text) => h("th", { scope: "col" }, text));
  const sum = h("tr", { class: "sum" }, h("th", { scope: "row" }, "Total"), h("td", {}), h("td", {}, money(costs.estimated) || "—"), h("td", {}, money(costs.actual) || "—"));
  return h("table", { class: "costs" }, h("thead", {}, h("tr", {}, head)), h("tbody", {}, entries.map((entry) => h("tr", {}, cells(entry).map((cell) => h("td", {}, cell)))), sum));
}

/** Returns the times of a run as pairs for a list of facts. */
export const times = (run) => [
  ["Queued", time(run.queuedAt)],
  ["Started", time(run.startedAt)],
  ["First artifact", time(run.firstArtifactAt)],
  ["Completed", time(run.completedAt)],
  ["In the queue", millis(run.queueWaitMs)],
  ["To the first artifact", millis(run.timeToFirstArtifactMs)],
  ["In all", millis(run.durationMs)],
];

const time = (iso) => iso && h("time", { datetime: iso }, when(iso));
