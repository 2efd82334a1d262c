import { get } from "./api.js";

let loaded = null;

/** Returns the templates: `all`, `offered` (one of each id) and the problems of unusable ones. */
export async function templates({ again = false } = {}) {
  if (again) loaded = null;
  loaded ??= get("/v1/templates").then(shelf);
  return loaded.catch((problem) => {
    loaded = null;
    throw problem;
  });
}

function shelf({ items, problems }) {
  const byId = new Map();
  for (const template of items) byId.set(template.id, [...(byId.get(template.id) ?? []), template]);
  const offered = [...byId.values()].map((versions) => versions.find((each) => each.canonical) ?? versions[versions.length - 1]);
  offered.sort((one, other) => Number(isDeprecated(one)) - Number(isDeprecated(other)) || one.name.localeCompare(other.name));
  return { all: items, offered, problems: problems ?? [] };
}

/** Returns a template; without a version, the one that is offered. */
export function find({ all, offered }, id, version) {
  return (version && all.find((each) => each.id === id && each.version === version)) || offered.find((each) => each.id === id) || null;
}

export const isDeprecated = (template) => Boolean(template.deprecated || template.supersededBy);

/** Returns the id of the template to use instead; null if none is known. */
export const successor = ({ supersededBy }) => (typeof supersededBy === "string" ? supersededBy : supersededBy?.templateId ?? null);
