/** The URL holds the whole state of the page: filters, the open artifact, the comparison. */
export const FILTERS = [
  ...["q", "class", "artifactType", "mediaKind", "status", "runStatus", "model", "tag", "project", "user", "channel", "agent", "templateId", "preset", "pipelineId"],
  ...["runId", "variantGroup", "seed", "minWidth", "minHeight", "createdAfter", "createdBefore"],
];
export const MULTI_VALUED = new Set(["class", "artifactType", "mediaKind", "status", "runStatus", "model", "tag"]);
const NAVIGATION = ["artifact", "run", "compare", "view", "new", "version", "from"];
const VIEWS = ["runs", "progress", "retention"];

const listeners = [];

export const params = () => new URLSearchParams(location.search);
export const onChange = (listener) => listeners.push(listener);

/** Changes the state. A value is a text, a list, or empty to remove the name. */
export function go(changes, { replace = false } = {}) {
  const next = params();
  for (const [name, value] of Object.entries(changes)) {
    next.delete(name);
    for (const each of [value ?? []].flat()) if (each !== "") next.append(name, each);
  }
  const query = next.toString();
  const url = query ? `?${query}` : location.pathname;
  if (query === params().toString()) return;
  history[replace ? "replaceState" : "pushState"](null, "", url);
  notify();
}

/** Returns names in the URL that are not known. */
export const unknown = () => [...new Set(params().keys())].filter((name) => !FILTERS.includes(name) && !NAVIGATION.includes(name));

export const clear = () => go(Object.fromEntries(FILTERS.map((name) => [name, ""])));
/** Removes names from the URL. */
export const without = (names) => go(Object.fromEntries(names.map((name) => [name, ""])), { replace: true });
export const view = () => (VIEWS.includes(params().get("view")) ? params().get("view") : "artifacts");

/** Returns the filters for the API. The last day is included; the API's bound is exclusive. */
export function query() {
  const all = params();
  const asked = new URLSearchParams();
  for (const name of FILTERS) {
    for (const value of all.getAll(name)) if (value !== "") asked.append(name, value);
  }
  const last = asked.get("createdBefore");
  if (/^\d{4}-\d\d-\d\d$/.test(last ?? "")) {
    const day = new Date(`${last}T00:00:00Z`);
    day.setUTCDate(day.getUTCDate() + 1);
    if (!Number.isNaN(day.getTime())) asked.set("createdBefore", day.toISOString().slice(0, 10));
  }
  return asked;
}

const notify = () => listeners.forEach((listener) => listener());
addEventListener("popstate", notify);
