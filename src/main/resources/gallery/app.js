import { begin, get } from "./api.js";
import { $, h, plural } from "./dom.js";
import { Compare, MOST } from "./compare.js";
import { Detail } from "./detail.js";
import { drawFilters, loadFacets } from "./filters.js";
import { Grid } from "./grid.js";
import { showHelp } from "./help.js";
import { listen } from "./keys.js";
import { List } from "./list.js";
import { follow } from "./live.js";
import { Review } from "./review.js";
import { drawSelection } from "./selection.js";
import { FILTERS, clear, go, onChange, params, query, unknown, view, without } from "./state.js";
import { raise, toast } from "./toast.js";

const MOST_REFRESHED = 40;
let list = null;
let listed = "";
let counting = 0;

const grid = new Grid($("grid"), { open, toggled: () => drawSelection([...grid.selection], act) });
const review = new Review(changed);
const act = {
  open,
  step,
  showNew,
  compare: startCompare,
  undo: (item) => review.undo(item),
  decide: (item, decision, note) => review.decide(item, decision, note),
  prefer: (item) => review.prefer(item),
  decideMany: (decision) => review.decideMany([...grid.selection].map((id) => list.item(id) ?? { id, title: id }), decision),
  clearSelection() {
    grid.selection.clear();
    drawSelection([], act);
    grid.draw();
  },
};
const openArtifact = (id) => go({ artifact: id, run: "", compare: "" });
const openRun = (id) => go({ run: id, artifact: "", compare: "" });
const detail = new Detail({ ...act, openArtifact, openRun, close: () => go({ artifact: "", run: "" }), compare: (ids) => go({ compare: ids.slice(0, MOST) }) });
const compare = new Compare({ ...act, openArtifact, close: () => go({ compare: "" }) });

function open(item) {
  if (!item) return;
  if (item.run) openRun(item.id);
  else openArtifact(item.id);
}

function step(by) {
  if (!params().has("artifact") && !params().has("run")) return;
  const at = list.places.get(params().get("artifact") ?? params().get("run"));
  const to = (at ?? grid.active) + by;
  if (to < 0 || to >= list.length) return;
  grid.move(to);
  const next = list.at(to);
  if (!next) return;
  go(next.run ? { run: next.id, artifact: "" } : { artifact: next.id, run: "" }, { replace: true });
}

function startCompare(ids) {
  if (ids.length < 2 || ids.length > MOST) return toast(`Select 2 to ${MOST} artifacts to compare (x), then press v.`);
  go({ compare: ids });
}

/** An artifact is now as the server says. */
function changed(artifact) {
  list?.update(artifact);
  clearTimeout(counting);
  counting = setTimeout(() => loadFacets().catch(() => {}), 1500);
  detail.refresh(artifact);
  compare.refresh(artifact);
}

/** Brings what is shown in line with the URL. */
function sync() {
  const wanted = `${view()}?${query()}`;
  if (wanted !== listed) {
    listed = wanted;
    start();
  }
  drawNotice();
  if ($("search") !== document.activeElement) $("search").value = params().get("q") ?? "";
  $("view-artifacts").setAttribute("aria-pressed", String(view() === "artifacts"));
  $("view-runs").setAttribute("aria-pressed", String(view() === "runs"));
  if (params().has("artifact")) detail.openArtifact(params().get("artifact"));
  else if (params().has("run")) detail.openRun(params().get("run"));
  else detail.close();
  const ids = params().getAll("compare");
  if (ids.length >= 2) compare.open(ids.slice(0, MOST));
  else compare.close();
  raise();
  // what was opened by its address has no place to give the focus back to
  if (document.activeElement === document.body) $("grid").focus({ preventScroll: true });
}

/** Names unknown filters of the address, as a list that ignores them would look like an answer. */
function drawNotice() {
  const names = unknown();
  $("notice").hidden = names.length === 0;
  if (!names.length) return $("notice").replaceChildren();
  const text = `${names.length === 1 ? "There is no filter" : "There are no filters"} ${names.map((name) => `“${name}”`).join(", ")}: the list is shown without ${names.length === 1 ? "it" : "them"}.`;
  $("notice").replaceChildren(h("span", {}, text), h("button", { type: "button", class: "quiet", onclick: () => without(names) }, "Remove"));
}

function start() {
  list?.stop();
  const fresh = (list = new List((id) => fresh === list && told(id)));
  $("pill").hidden = true;
  $("grid").setAttribute("aria-busy", "true");
  grid.show(list);
  drawFilters();
}

function told(id) {
  grid.later();
  if (id) return;
  const what = list.runs ? "run" : "artifact";
  const n = list.length;
  const text = list.problem ? "The list could not be loaded." : list.total !== null ? plural(n, what) : `${n ? `${n}+` : ""} ${what}s`;
  if ($("count").textContent !== text) $("count").textContent = text;
  $("grid").setAttribute("aria-busy", String(list.waiting));
  drawEmpty();
}

function drawEmpty() {
  const empty = $("empty");
  empty.hidden = list.length > 0 || list.waiting;
  if (empty.hidden) return;
  const filtered = FILTERS.some((name) => params().get(name));
  if (list.problem) {
    empty.replaceChildren(h("h2", {}, "The list could not be loaded"), h("p", {}, list.problem.message), h("button", { type: "button", class: "primary", onclick: () => list.retry() }, "Try again"));
  } else if (filtered) {
    const inRuns = !list.runs && params().has("runStatus");
    empty.replaceChildren(...[h("h2", {}, "Nothing answers these filters"), inRuns && h("p", {}, "A run that failed may have made no artifacts."), inRuns && h("button", { type: "button", onclick: () => go({ view: "runs" }) }, "Look among the runs"), h("button", { type: "button", class: "primary", onclick: clear }, "Clear all filters")].filter(Boolean));
  } else {
    empty.replaceChildren(h("h2", {}, "Nothing here yet"), h("p", {}, "Runs show up here by themselves as they end."));
  }
}

async function arrived() {
  const mine = list;
  const n = await mine.news().catch(() => 0);
  if (mine !== list || !n) return;
  $("pill").textContent = `${n >= 100 ? "100+" : n} new ${n === 1 ? "arrival" : "arrivals"} — show`;
  $("pill").hidden = false;
}

function showNew() {
  if ($("pill").hidden) return;
  start();
  loadFacets().catch(() => {});
  $("grid").focus();
}

async function refresh(ids) {
  const shown = ids.filter((id) => list.places.has(id) || detail.artifact?.id === id);
  for (const id of shown.slice(0, MOST_REFRESHED)) {
    await get(`/v1/artifacts/${encodeURIComponent(id)}`).then(changed, () => {});
  }
  if (shown.length > MOST_REFRESHED) start();
}

$("search-form").addEventListener("submit", (event) => {
  event.preventDefault();
  go({ q: $("search").value.trim() });
  $("grid").focus();
});
let typed = 0;
$("search").addEventListener("input", () => {
  clearTimeout(typed);
  typed = setTimeout(() => go({ q: $("search").value.trim() }, { replace: params().has("q") }), 250);
});
$("view-artifacts").addEventListener("click", () => go({ view: "" }));
$("view-runs").addEventListener("click", () => go({ view: "runs" }));
$("pill").addEventListener("click", showNew);
$("help-open").addEventListener("click", showHelp);
$("filters-toggle").addEventListener("click", () => {
  const shown = $("filters-toggle").getAttribute("aria-expanded") !== "true";
  $("filters-toggle").setAttribute("aria-expanded", String(shown));
  document.body.classList.toggle("no-filters", !shown);
});
document.querySelector(".skip").addEventListener("click", (event) => (event.preventDefault(), $("grid").focus()));

if (matchMedia("(max-width: 760px)").matches) $("filters-toggle").click();
listen({ grid, detail, compare, act });
onChange(sync);
await begin();
const { lastChange } = await get("/v1/health").catch(() => ({ lastChange: 0 }));
sync();
$("grid").focus({ preventScroll: true });
// the list says why, where it was refused too
await loadFacets().catch((problem) => list.problem || problem.status === 403 || toast(problem.message, { problem: true }));
follow(lastChange, { runs: arrived, artifacts: refresh, reset: start });
