import { get } from "./api.js";

/** Names that generators give the same setting. */
const SAME_NAMES = [
  ["prompt", "text", "positiveprompt", "prompttext"],
  ["negativeprompt", "negative"],
  ["model", "modelkey", "modelid"],
  ["inferencesteps", "steps", "numinferencesteps"],
  ["guidancescale", "guidance", "cfg", "cfgscale"],
];
const plainName = (name) => name.toLowerCase().replace(/[^a-z0-9]/g, "");
const isGiven = (value) => value !== null && value !== undefined && value !== "";
const given = (values) => Object.fromEntries(Object.entries(values).filter(([, value]) => isGiven(value)));

/**
 * Returns the settings that made an artifact: template and intake of its workflow run or order, else its own prompt, seed
 * and options, which have no template.
 */
export async function settingsOf(artifactId) {
  const artifact = await get(`/v1/artifacts/${encodeURIComponent(artifactId)}`);
  const run = await get(`/v1/runs/${encodeURIComponent(artifact.runId)}`);
  const title = artifact.content?.title ?? artifact.metadata?.promptSummary ?? artifact.media?.filename ?? artifact.id;
  const { workflow, order } = run.sourceMetadata?.runfolio ?? {};
  if (workflow?.run_id) {
    const made = await get(`/v1/runs/${encodeURIComponent(workflow.run_id)}`).catch(() => null);
    if (made?.intake) return { title, ...settingsOfRun(made) };
  }
  if (order?.template_id) return { title, templateId: order.template_id, templateVersion: order.template_version, values: order.intake ?? {} };
  return { title, templateId: null, values: plainSettings(artifact, run) };
}

/** Returns the settings of a workflow run. */
export function settingsOfRun(run) {
  return { templateId: run.templateId, templateVersion: run.templateVersion, values: { ...run.intake, ...run.inputs } };
}

function plainSettings(artifact, run) {
  const facts = artifact.facts ?? {};
  const options = given({ ...run.options, ...facts.options });
  return given({
    ...options,
    prompt: facts.prompt ?? run.prompts?.finalUsed ?? run.prompts?.enhanced ?? run.prompts?.raw,
    negativePrompt: facts.negativePrompt,
    seed: facts.seed ?? options.seed,
    width: facts.width ?? artifact.media?.width,
    height: facts.height ?? artifact.media?.height,
    model: run.model === "unknown" ? null : run.model,
    options: Object.keys(options).length ? options : null,
  });
}

/** Returns the values that fit fields of a template by their names, and the names of those that fit none. */
export function match(schema, values) {
  const used = new Set();
  const matched = {};
  for (const field of schema ?? []) {
    const name = sourceOf(field.name, values);
    const value = name !== undefined ? fitting(field, values[name]) : nested(field, values, used);
    if (value === undefined) continue;
    if (name !== undefined) used.add(name);
    matched[field.name] = value;
  }
  // the single options are in the object of them all
  if (used.has("options")) Object.keys(values.options ?? {}).forEach((name) => used.add(name));
  return { matched, unused: Object.keys(values).filter((name) => !used.has(name) && name !== "options") };
}

function sourceOf(field, values) {
  const wanted = plainName(field);
  const names = Object.keys(values);
  const others = SAME_NAMES.find((group) => group.includes(wanted)) ?? [];
  return names.find((name) => plainName(name) === wanted) ?? names.find((name) => others.includes(plainName(name)));
}

/** Returns a value in the type of a field; undefined if it does not fit. */
function fitting(field, value) {
  switch (field.type) {
    case "integer":
    case "number": {
      const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
      return typeof number === "number" && Number.isFinite(number) && (field.type === "number" || Number.isInteger(number)) ? number : undefined;
    }
    case "boolean":
      return typeof value === "boolean" ? value : undefined;
    case "enum":
      return (field.options ?? []).includes(String(value)) ? String(value) : undefined;
    case "array":
      return Array.isArray(value) ? value : undefined;
    case "object":
      return value && typeof value === "object" && !Array.isArray(value) ? value : undefined;
    case "artifactReference":
      return typeof value === "string" && value.startsWith("artifact-") ? value : undefined;
    default:
      return typeof value === "object" ? undefined : String(value);
  }
}

/** Returns the default of an object field with the values whose names are in it; undefined if none is. */
function nested(field, values, used) {
  if (field.type !== "object" || !field.default || typeof field.default !== "object") return undefined;
  const filled = {};
  for (const key of Object.keys(field.default)) {
    const name = sourceOf(key, values);
    if (name === undefined || typeof values[name] !== typeof field.default[key]) continue;
    used.add(name);
    filled[key] = values[name];
  }
  return Object.keys(filled).length ? { ...field.default, ...filled } : undefined;
}
