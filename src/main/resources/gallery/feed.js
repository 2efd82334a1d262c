import { get } from "./api.js";

const POLL_MILLIS = 3000;
const AGAIN_MILLIS = 30_000;
const BATCH_MILLIS = 150;
const TYPES = [
  ...["queued", "started", "attempt", "review", "completed", "failed", "cancelled", "retried"].map((type) => `run.${type}`),
  ...["started", "waiting", "completed", "failed", "skipped"].map((type) => `step.${type}`),
  ...["gate.waiting", "gate.passed", "gate.failed", "child.started", "cost", "artifact.created"],
];

export const hasEnded = (run) => ["completed", "failed", "cancelled"].includes(run.state);

/** Follows one workflow run: by its event stream, and where that is not to be had by asking again and again. */
export class RunFeed {
  #id;
  #on;
  #source = null;
  #timer = 0;
  #isStopped = false;
  #isLoading = false;
  #isLate = false;
  #seen = () => (document.hidden ? this.#pause() : this.#listen());

  /** @param on changed(run), failed(problem) */
  constructor(id, on) {
    this.#id = id;
    this.#on = on;
    document.addEventListener("visibilitychange", this.#seen);
    this.load();
  }

  stop() {
    this.#isStopped = true;
    document.removeEventListener("visibilitychange", this.#seen);
    this.#pause();
  }

  /** Fetches the run. Calls while it is fetched lead to one more. */
  async load() {
    if (this.#isLoading) return void (this.#isLate = true);
    this.#isLoading = true;
    this.#isLate = false;
    try {
      this.#take(await get(`/v1/runs/${encodeURIComponent(this.#id)}`));
    } catch (problem) {
      if (!this.#isStopped) this.#on.failed(problem);
    }
    this.#isLoading = false;
    if (this.#isLate && !this.#isStopped) this.load();
  }

  #take(run) {
    if (this.#isStopped) return;
    this.#on.changed(run);
    // an ended run can be retried, so its stream is opened again with the next look
    if (hasEnded(run)) this.#pause();
    else this.#listen();
  }

  #listen() {
    if (this.#source || this.#timer || this.#isStopped || document.hidden) return;
    const source = (this.#source = new EventSource(`/v1/runs/${encodeURIComponent(this.#id)}/events`));
    source.addEventListener("snapshot", () => this.#later());
    TYPES.forEach((type) => source.addEventListener(type, () => this.#later()));
    source.onerror = () => source.readyState === EventSource.CLOSED && this.#poll(source);
  }

  /** Many events at once lead to one look. */
  #later() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => ((this.#timer = 0), this.load()), BATCH_MILLIS);
  }

  #poll(source) {
    if (this.#source !== source) return;
    const until = Date.now() + AGAIN_MILLIS;
    const look = async () => {
      this.#timer = 0;
      await this.load();
      if (this.#isStopped || this.#source !== source) return;
      if (Date.now() > until) this.#pause(), this.#listen();
      else this.#timer = setTimeout(look, POLL_MILLIS);
    };
    this.#timer = setTimeout(look, POLL_MILLIS);
  }

  #pause() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#source?.close();
    this.#source = null;
  }
}
