import { bytes, duration, h, label, plain, when } from "./dom.js";
import { placeholder } from "./card.js";

const STEPS = ["jobCreated", "processed", "artifactWritten", "metadataRecorded", "available"];

export const section = (title, ...body) => h("section", {}, h("h3", {}, title), ...body);

export function facts(pairs) {
  const known = pairs.filter(([, value]) => value !== null && value !== undefined && value !== "");
  return known.length ? h("dl", { class: "facts" }, known.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value instanceof Node ? value : plain(value))))) : null;
}

export function prompts(artifact, run) {
  const { raw, enhanced, finalUsed } = run.prompts ?? {};
  const main = artifact?.facts?.prompt ?? finalUsed ?? enhanced ?? raw;
  if (!main) return null;
  const others = [["Raw prompt", raw], ["Enhanced prompt", enhanced], ["Negative prompt", artifact?.facts?.negativePrompt]].filter(([, text]) => text && text !== main);
  const copy = h("button", { type: "button", class: "quiet", onclick: () => navigator.clipboard?.writeText(main) }, "Copy");
  return section("Prompt", h("p", { class: "prompt" }, main), copy, others.map(([name, text]) => h("details", {}, h("summary", {}, name), h("p", { class: "prompt" }, text))));
}

export function file(media) {
  if (!media) return null;
  return section(
    "File",
    facts([
      ["Name", media.filename],
      ["Type", media.mimeType],
      ["Dimensions", media.width && `${media.width} × ${media.height}`],
      ["Duration", media.durationSeconds && duration(media.durationSeconds)],
      ["Size", bytes(media.bytes)],
      ["SHA-256", media.sha256 && h("code", {}, media.sha256)],
    ]),
  );
}

/** Facts that other sections show already. */
const ELSEWHERE = new Set(["prompt", "negativePrompt", "options", "createdAt", "format", "width", "height", "duration", "bytes", "queueSeconds", "runSeconds", "cost"]);
const METADATA_ELSEWHERE = new Set(["promptSummary", "runfolio", "preset", "pipelineId", "sizeProfile", "inferenceSteps", "format"]);

export function settings(artifact, run) {
  const of = (map, skip) => Object.entries(map ?? {}).filter(([name]) => !skip.has(name)).map(([name, value]) => [label(name), value]);
  const known = artifact ? of(artifact.facts, ELSEWHERE) : [["Model", run.model], ["Provider model", run.providerModel], ...of(run.options, new Set())];
  const list = facts([...known, ["Task", run.taskMode], ...of(artifact?.metadata, METADATA_ELSEWHERE), ...of(artifact?.facts.options, new Set())]);
  return list && section("Settings", list);
}

/** Shows what the provider reports about the course of the run. */
export function execution(run) {
  const { timing, cost, steps = [] } = run;
  const spent = cost && [cost.amount !== undefined && `${cost.amount} ${cost.currency ?? ""}`.trim(), cost.units !== undefined && `${cost.units} ${cost.unit ?? "units"}`].filter(Boolean).join(", ");
  const seconds = (value) => value !== undefined && `${Math.round(value * 100) / 100} s`;
  const time = (text) => text && h("time", { datetime: text }, when(text));
  const list = facts([
    ["Queued", time(timing?.queuedAt)],
    ["Started", time(timing?.startedAt)],
    ["Completed", time(timing?.completedAt)],
    ["In the queue", seconds(timing?.queueSeconds) || null],
    ["Working", seconds(timing?.runSeconds) || null],
    ["In all", seconds(timing?.totalSeconds) || null],
    ["Cost", spent || null],
  ]);
  const row = (step) => h("li", {}, h("span", {}, [step.name, step.state, step.model].filter(Boolean).join(", "), step.message && h("q", {}, step.message)), h("span", {}, seconds(step.durationSeconds) || ""));
  const rows = steps.length > 0 && h("ol", { class: "steps" }, steps.map(row));
  return (list || rows) && section("Time and cost", list, rows);
}

export function lifecycle(artifact) {
  const times = STEPS.filter((step) => artifact.lifecycle?.[step]).map((step) => h("li", {}, h("span", {}, label(step)), h("time", { datetime: artifact.lifecycle[step] }, when(artifact.lifecycle[step]))));
  return times.length ? section("Lifecycle", h("ol", { class: "steps" }, times)) : null;
}

const link = (id, open) => h("button", { type: "button", class: "link", onclick: () => open(id) }, id);

/** Returns the job as a link if it is a workflow run. */
const jobLink = (id, openRun) => (/^run-[0-9a-f]{16}$/.test(id ?? "") ? link(id, openRun) : id);

export function provenance(artifact, run, { openArtifact, openRun }) {
  const list = (ids) => (ids?.length ? h("span", { class: "ids" }, ids.map((id) => link(id, openArtifact))) : null);
  const inputs = run.inputs ?? [];
  return section(
    "Provenance",
    facts([
      ["Run", artifact && link(run.id, openRun)],
      ["Job", jobLink(run.jobId ?? artifact?.jobReference, openRun)],
      ["Project", run.project],
      ["Requested by", run.sourceContext?.userName ?? run.sourceContext?.userId],
      ["Template", artifact?.templateId],
      ["Source artifacts", list(artifact?.sourceArtifactIds)],
      ["Source report", artifact?.sourceReportArtifactId && link(artifact.sourceReportArtifactId, openArtifact)],
      ["Derived artifacts", list(artifact?.derivedArtifactIds)],
    ]),
    inputs.length > 0 && h("div", { class: "inputs" }, inputs.map(input)),
  );
}

/** Shows an input of the run, or a placeholder if its file is missing. */
function input({ role, media }) {
  const name = `${role ?? "input"}: ${media?.filename ?? ""}`;
  if (!media?.thumb) return h("figure", {}, placeholder({}, ["none", media?.kind ?? "file", ""]), h("figcaption", {}, name));
  const image = h("img", { src: media.thumb.url, alt: name, loading: "lazy", width: 96, height: 96 });
  image.addEventListener("error", () => image.replaceWith(placeholder({}, ["removed", "File missing", ""])));
  return h("figure", {}, image, h("figcaption", {}, name));
}

export function history(items) {
  if (!items.length) return null;
  const line = (entry) => h("li", {}, h("span", {}, `${label(entry.action)} by ${entry.by}`, entry.note && h("q", {}, entry.note)), h("time", { datetime: entry.at }, when(entry.at)));
  return section("Decisions", h("ol", { class: "steps" }, items.map(line)));
}

export function troubles(run) {
  const list = (title, items) => (items?.length ? [h("h4", {}, title), h("ul", {}, items.map((text) => h("li", {}, plain(text))))] : null);
  if (run.status !== "failed" && !run.errors?.length && !run.warnings?.length) return null;
  return h("section", { class: "trouble", role: "note" }, run.status === "failed" && h("strong", {}, "This run failed."), list("Errors", run.errors), list("Warnings", run.warnings));
}

/** Lists the files of the bundle; logs and other texts open in place. */
export function files(run) {
  const logs = run.files.filter(({ path }) => path.startsWith("logs/") || /\.(log|txt|md)$/.test(path));
  const others = run.files.filter((each) => !logs.includes(each));
  const row = ({ path, url, bytes: size }) => h("li", {}, h("a", { href: url, target: "_blank", rel: "noopener" }, path), h("small", {}, bytes(size)));
  return section("Logs and files", logs.map(text), h("details", {}, h("summary", {}, `All other files (${others.length})`), h("ul", { class: "files" }, others.map(row))));
}

function text({ path, url, bytes: size }) {
  const body = h("pre", { tabindex: "0" });
  const load = async () => {
    if (!details.open || body.textContent) return;
    const answer = await fetch(url, { headers: { Range: "bytes=0-65535" } }).catch(() => null);
    body.textContent = answer?.ok ? (await answer.text()) || "(empty)" : `The file cannot be shown (${answer ? `status ${answer.status}` : "the server does not respond"}).`;
    if (size > 65536) body.textContent += "\n…";
  };
  const details = h("details", { ontoggle: load }, h("summary", {}, path, " ", h("small", {}, bytes(size))), body);
  return details;
}
