import { change, get, post, signInAgain } from "./api.js";
import { toast } from "./toast.js";
import { plural } from "./dom.js";

const DONE = { approve: "Approved", reject: "Rejected", request_changes: "Changes requested", reopen: "Reopened" };
const undoable = [];

/** Reports why nothing was changed, and offers to sign in again if the token lacks the scope. */
function refused(problem) {
  const other = problem.status === 403 ? { action: signInAgain, label: "Sign in" } : {};
  toast(problem.message, { problem: true, ...other });
}

/** Sends decisions and preferences for one or many artifacts, and undoes them. */
export class Review {
  #changed;

  /** @param changed receives each artifact in its current state */
  constructor(changed) {
    this.#changed = changed;
  }

  async decide(item, decision, note) {
    const done = await this.#send(item, "decision", note ? { decision, note } : { decision });
    if (!done) return;
    if (decision === "reopen") return toast(`${DONE.reopen}: ${item.title}`);
    this.#offerUndo(`${DONE[decision]}: ${item.title}`, [item], "decision", { decision: "reopen" });
  }

  async prefer(item) {
    const preferred = !item.preferred;
    if (!(await this.#send(item, "preference", { preferred }))) return;
    this.#offerUndo(`${preferred ? "Preferred" : "No longer preferred"}: ${item.title}`, [item], "preference", { preferred: !preferred });
  }

  async decideMany(items, decision) {
    try {
      const { items: outcomes } = await post("/v1/decisions", { decision, items: items.map(({ id, revision }) => ({ id, revision })) });
      const done = items.filter((item, index) => outcomes[index].ok);
      const first = outcomes.find((outcome) => !outcome.ok);
      await Promise.all(items.map((item) => this.reload(item.id)));
      if (done.length && decision !== "reopen") {
        this.#offerUndo(`${DONE[decision]}: ${plural(done.length, "artifact")}`, done, "decision", { decision: "reopen" });
      }
      if (first) toast(`${plural(items.length - done.length, "artifact")} could not be changed. ${first.error?.message ?? ""}`, { problem: true });
    } catch (problem) {
      refused(problem);
    }
  }

  /** Undoes the last change; without one, reopens the item. */
  async undo(item) {
    const last = undoable.pop();
    if (last) return this.#revert(last);
    if (item && item.status !== "review") await this.decide(item, "reopen");
  }

  #offerUndo(text, items, what, body) {
    const step = { items: items.map(({ id }) => id), what, body, text };
    undoable.push(step);
    const action = () => {
      const place = undoable.indexOf(step);
      if (place < 0) return;
      undoable.splice(place, 1);
      this.#revert(step);
    };
    toast(text, { action, label: "Undo (u)" });
  }

  async #revert({ items, what, body, text }) {
    const done = [];
    for (const id of items) {
      const now = await this.reload(id);
      if (now && (await this.#send({ id, revision: now.review.revision }, what, body))) done.push(id);
    }
    if (done.length) toast(`Undone: ${text}`);
  }

  async #send(item, what, body) {
    try {
      this.#changed(await change(item.id, what, item.revision, body));
      return true;
    } catch (problem) {
      if (problem.error === "revision_conflict") {
        toast("Someone else changed this artifact in the meantime.", { problem: true, action: () => this.reload(item.id), label: "Reload" });
      } else {
        refused(problem);
      }
      return false;
    }
  }

  async reload(id) {
    try {
      const artifact = await get(`/v1/artifacts/${encodeURIComponent(id)}`);
      this.#changed(artifact);
      return artifact;
    } catch (problem) {
      refused(problem);
      return null;
    }
  }
}
