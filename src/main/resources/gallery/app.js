import { offerAdding } from "./add.js";
import { begin, get } from "./api.js";
import { $, h, plural } from "./dom.js";
import { Compare, MAX_COMPARED } from "./compare.js";
import { Detail } from "./detail.js";
import { drawFilters, loadFacets } from "./filters.js";
import { Grid } from "./grid.js";
import { showHelp } from "./help.js";
import { listen } from "./keys.js";
import { List } from "./list.js";
import { follow } from "./live.js";
import { ProgressView } from "./progress.js";
import { RetentionView, mayPlan } from "./plans.js";
import { offerPurging } from "./purge.js";
import { Review } from "./review.js";
import { drawSelection } from "./selection.js";
import { offerSharing, showSharing } from "./share.js";
import { CHOOSE, SAME, Start, canStart } from "./start.js";
import { FILTERS, clear, go, onChange, params, query, unknown, view, without } from "./state.js";
import { templates } from "./templates.js";
import { raise, toast } from "./toast.js";
import { WorkflowPage, isWorkflowRun } from "./workflow.js";

const MAX_REFRESHED = 40;
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
  share: showSharing,
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
const reuse = (artifact) => go({ new: SAME, from: artifact.id, version: "" });
const detail = new Detail({ ...act, openArtifact, openRun, reuse, close: () => go({ artifact: "", run: "" }), compare: (ids) => go({ compare: ids.slice(0, MAX_COMPARED) }) });
const compare = new Compare({ ...act, openArtifact, close: () => go({ compare: "" }) });
const workflow = new WorkflowPage({ openArtifact, openRun, close: () => go({ run: "" }), decided: changed });
const start = new Start((run) => go({ new: "", version: "", from: "", artifact: "", run }));
const progress = new ProgressView(openRun);
const retention = new RetentionView();

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
  if (ids.length < 2 || ids.length > MAX_COMPARED) return toast(`Select 2 to ${MAX_COMPARED} artifacts with x, then press v to compare them.`);
  go({ compare: ids });
}

/** Shows the current state of an artifact everywhere. */
function changed(artifact) {
  list?.update(artifact);
  clearTimeout(counting);
  counting = setTimeout(() => loadFacets().catch(() => {}), 1500);
  detail.refresh(artifact);
  compare.refresh(artifact);
  workflow.refresh(artifact);
}

/** Updates the page to the state in the URL. */
function sync() {
  const inProgress = view() === "progress";
  const inRetention = view() === "retention";
  document.body.classList.toggle("in-progress", inProgress || inRetention);
  const wanted = `${view()}?${query()}`;
  if (inProgress) progress.show();
  else progress.hide();
  if (inRetention) retention.show();
  else retention.hide();
  // the list of workflow runs has no filters; the list of artifacts stays as it is
  if (wanted !== listed && !((inProgress || inRetention) && listed)) {
    listed = wanted;
    startList();
  }
  drawNotice();
  if ($("search") !== document.activeElement) $("search").value = params().get("q") ?? "";
  $("view-artifacts").setAttribute("aria-pressed", String(view() === "artifacts"));
  $("view-runs").setAttribute("aria-pressed", String(view() === "runs"));
  $("view-progress").setAttribute("aria-pressed", String(inProgress));
  $("view-retention").setAttribute("aria-pressed", String(inRetention));
  if (params().has("artifact")) detail.openArtifact(params().get("artifact"));
  else if (params().has("run") && !isWorkflowRun(params().get("run"))) detail.openRun(params().get("run"));
  else detail.close();
  if (isWorkflowRun(params().get("run")) && !params().has("artifact")) workflow.open(params().get("run"));
  else workflow.close();
  const ids = params().getAll("compare");
  if (ids.length >= 2) compare.open(ids.slice(0, MAX_COMPARED));
  else compare.close();
  if (params().has("new")) start.open(params().get("new"), params().get("version") ?? "", params().get("from") ?? "");
  else start.close();
  raise();
  // a dialog that was opened by its URL has no element to return the focus to
  if (document.activeElement === document.body) $("grid").focus({ preventScroll: true });
}

/** Names unknown filters of the URL: without a notice, an unfiltered list would look like the result. */
function drawNotice() {
  const names = unknown();
  $("notice").hidden = names.length === 0;
  if (!names.length) return $("notice").replaceChildren();
  const text = `Unknown ${names.length === 1 ? "filter" : "filters"} ${names.map((name) => `“${name}”`).join(", ")}: ignored.`;
  $("notice").replaceChildren(h("span", {}, text), h("button", { type: "button", class: "quiet", onclick: () => without(names) }, "Remove"));
}

function startList() {
  list?.stop();
  const fresh = (list = new List((id) => fresh === list && listChanged(id)));
  $("pill").hidden = true;
  $("grid").setAttribute("aria-busy", "true");
  grid.show(list);
  drawFilters();
}

function listChanged(id) {
  grid.later();
  if (id || view() === "progress" || view() === "retention") return;
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
    empty.replaceChildren(...[h("h2", {}, "No results match these filters"), inRuns && h("p", {}, "A failed run may have no artifacts."), inRuns && h("button", { type: "button", onclick: () => go({ view: "runs" }) }, "Show runs"), h("button", { type: "button", class: "primary", onclick: clear }, "Clear all filters")].filter(Boolean));
  } else {
    empty.replaceChildren(h("h2", {}, "No runs yet"), h("p", {}, "Runs appear here when they finish."));
  }
}

async function arrived() {
  const mine = list;
  const n = await mine.newRows().catch(() => 0);
  if (mine !== list || !n) return;
  $("pill").textContent = `${n >= 100 ? "100+" : n} new ${mine.runs ? "run" : "artifact"}${n === 1 ? "" : "s"} — show`;
  $("pill").hidden = false;
}

function showNew() {
  if ($("pill").hidden) return;
  startList();
  loadFacets().catch(() => {});
  $("grid").focus();
}

async function refresh(ids) {
  const shown = ids.filter((id) => list.places.has(id) || detail.artifact?.id === id);
  for (const id of shown.slice(0, MAX_REFRESHED)) {
    await get(`/v1/artifacts/${encodeURIComponent(id)}`).then(changed, () => {});
  }
  if (shown.length > MAX_REFRESHED) startList();
}

/** Shows what workflows need where the server has templates; starting one needs the scope submit. */
async function offerRuns() {
  const { offered } = await templates();
  $("view-progress").hidden = !offered.length && view() !== "progress";
  const mayStart = await canStart();
  $("start-open").hidden = !mayStart;
  detail.allowStart(mayStart);
  workflow.allowStart(mayStart);
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
$("view-progress").addEventListener("click", () => go({ view: "progress" }));
$("view-retention").addEventListener("click", () => go({ view: "retention" }));
$("start-open").addEventListener("click", () => go({ new: CHOOSE, version: "", from: "" }));
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
// where the list was refused as well, it shows the reason
await loadFacets().catch((problem) => list.problem || problem.status === 403 || toast(problem.message, { problem: true }));
offerAdding(openRun).catch(() => {});
offerRuns().catch(() => {});
offerSharing().catch(() => {});
offerPurging().catch(() => {});
mayPlan().then((may) => ($("view-retention").hidden = !may && view() !== "retention"), () => {});
follow(lastChange, { runs: arrived, artifacts: refresh, reset: startList });
