import { post, send } from "./api.js";
import { bytes, h, plural, when } from "./dom.js";
import { purge } from "./purge.js";
import { section } from "./sections.js";
import { toast } from "./toast.js";

const WHAT = { derivatives: "Web and thumb files", originals: "Originals", binaries: "All files", bundle: "All files of the run" };
const JSON_TYPE = { "Content-Type": "application/json" };

/** Returns title and text for a file that retention removed; null if none did. */
export function tombstone(artifact) {
  const last = artifact.retention?.removals?.at(-1);
  if (!last || !artifact.media?.removed) return null;
  const by = last.rule ? `rule ${last.rule}` : last.by;
  const end = last.restorableUntil ? `It can be restored until ${when(last.restorableUntil)}.` : "It is deleted for good.";
  return ["File removed", `Removed on ${when(last.removedAt)} by ${by}. ${end} The record is kept.`];
}

/** Returns whether the web or thumb files were removed with the original. */
export const gone = (artifact, folder = "thumb") => Boolean(artifact.media?.removed && artifact.retention?.removals?.some(({ files }) => files.some(({ path }) => path.startsWith(`${folder}/`))));

/** Returns the section of holds and removed files of an artifact, or of a run if there is none. */
export function retention(artifact, run, changed) {
  const place = artifact ? `/v1/artifacts/${encodeURIComponent(artifact.id)}` : `/v1/runs/${encodeURIComponent(run.id)}`;
  const { holds = [], removals = [] } = (artifact ?? run).retention ?? {};
  const done = async (work, text) => {
    try {
      await work();
      toast(text);
      await changed();
    } catch (problem) {
      toast(problem.message, { problem: true });
    }
  };
  return section(
    "Retention",
    removals.map((removal) => removed(removal, run, done)),
    holds.length > 0 && h("ul", { class: "holds" }, holds.map((hold) => held(hold, artifact, run, done))),
    form(place, artifact, done),
    purge(place, artifact, changed),
  );
}

function removed(removal, run, done) {
  const size = removal.files.reduce((sum, file) => sum + (file.bytes ?? 0), 0);
  const restore = () => done(() => post(`/v1/runs/${encodeURIComponent(run.id)}/restore`, { removalId: removal.removalId }), "Restored");
  return h(
    "div",
    { class: "tombstone" },
    h("p", {}, h("strong", {}, `${WHAT[removal.scope] ?? removal.scope} removed`), ` (${plural(removal.files.length, "file")}, ${bytes(size)})`),
    h("p", { class: "sub" }, `${when(removal.removedAt)}, by ${removal.by}`, removal.rule && `, rule ${removal.rule}`, removal.note && h("q", {}, removal.note)),
    h("p", { class: "sub" }, removal.restorableUntil ? `In the trash until ${when(removal.restorableUntil)}` : `Deleted for good${removal.deletedAt ? ` on ${when(removal.deletedAt)}` : ""}`),
    h("details", {}, h("summary", {}, "Removed files"), h("ul", {}, removal.files.map((file) => h("li", {}, `${file.path} (${bytes(file.bytes)})`)))),
    removal.restorableUntil && h("button", { type: "button", "aria-label": `Restore ${removal.removalId}`, onclick: restore }, "Restore"),
  );
}

function held(hold, artifact, run, done) {
  const place = hold.artifactId ? `/v1/artifacts/${encodeURIComponent(hold.artifactId)}` : `/v1/runs/${encodeURIComponent(run.id)}`;
  const release = () => done(() => send("DELETE", `${place}/holds/${encodeURIComponent(hold.id)}`), "Hold released");
  return h(
    "li",
    {},
    h("strong", {}, hold.artifactId ? "Held" : "Run held"),
    ` by ${hold.by}${hold.until ? ` until ${when(hold.until)}` : ""}: ${hold.reason} `,
    h("button", { type: "button", class: "quiet", "aria-label": `Release the hold ${hold.reason}`, onclick: release }, "Release"),
  );
}

function form(place, artifact, done) {
  const reason = h("input", { type: "text", maxlength: "500", placeholder: "Reason", "aria-label": "Reason for a hold", required: true });
  const until = h("input", { type: "date", "aria-label": "End of the hold (optional)" });
  const hold = (event) => {
    event.preventDefault();
    const body = until.value ? { reason: reason.value, until: until.value } : { reason: reason.value };
    done(() => send("PUT", `${place}/holds`, { body: JSON.stringify(body), headers: JSON_TYPE }), "Held: nothing of it is removed");
  };
  return h("details", {}, h("summary", {}, artifact ? "Hold this artifact" : "Hold this run"), h("form", { class: "hold", onsubmit: hold }, reason, until, h("button", { type: "submit" }, "Hold")));
}
