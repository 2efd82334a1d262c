import { get } from "./api.js";
import { query, view } from "./state.js";

const PAGE = 250;
/** What a jump fetches at once: the most that the API gives. */
const LEAP = 500;

/** Keeps of an answer what a card shows, so that a hundred thousand of them are light. */
export function card(artifact) {
  const media = artifact.media;
  return {
    id: artifact.id,
    runId: artifact.runId,
    title: artifact.content?.title ?? artifact.metadata?.promptSummary ?? media?.filename ?? artifact.artifactType,
    model: artifact.model,
    createdAt: artifact.runCreatedAt,
    kind: artifact.artifactClass,
    status: artifact.status,
    revision: artifact.review.revision,
    preferred: artifact.review.preferred,
    held: Object.values(artifact.review.checks).some((result) => result !== "pass"),
    thumb: media?.thumb?.url ?? media?.poster?.url ?? null,
    seconds: media?.durationSeconds ?? null,
    state: artifact.outputState,
    reason: media?.reason ?? null,
    removed: media?.removed ?? false,
    runStatus: artifact.runStatus,
  };
}

/** A run as a card: its first picture, or how it failed. */
function runCard(run) {
  const first = run.artifacts.find((artifact) => artifact.media?.thumb) ?? run.artifacts[0];
  return {
    ...(first ? card(first) : { kind: "run", thumb: null, status: null }),
    id: run.id,
    runId: run.id,
    run: true,
    title: run.promptSummary ?? run.id,
    model: run.model,
    createdAt: run.createdAt,
    outputs: run.artifacts.length,
    runStatus: run.status,
    errors: run.errors,
    status: null,
    preferred: false,
  };
}

/** The rows that answer the filters, fetched page by page as they are looked at. */
export class List {
  items = [];
  places = new Map();
  total = null;
  problem = null;
  #cursor = null;
  #busy = false;
  #wanted = 0;
  #abort = new AbortController();
  #tell;

  constructor(tell) {
    this.#tell = tell;
    this.runs = view() === "runs";
    this.query = query();
  }

  get done() {
    return this.#cursor === undefined;
  }

  /** How many rows there are, as far as it is known. */
  get length() {
    return this.done ? this.items.length : Math.max(this.total ?? 0, this.items.length);
  }

  stop() {
    this.#abort.abort();
  }

  /** Fetches until a row is there. */
  async want(index) {
    this.#wanted = Math.max(this.#wanted, index);
    if (this.#busy || this.done || this.problem) return;
    this.#busy = true;
    try {
      while (!this.done && this.items.length <= this.#wanted) await this.#page();
    } catch (problem) {
      if (problem.name === "AbortError") return;
      this.problem = problem;
    } finally {
      this.#busy = false;
    }
    this.#tell();
  }

  retry() {
    this.problem = null;
    return this.want(this.#wanted);
  }

  async #page() {
    const first = this.#cursor === null;
    const page = await get(this.#path(first ? 60 : this.#wanted > this.items.length + LEAP ? LEAP : PAGE, this.#cursor), this.#abort.signal);
    if (first && !this.runs) this.#count();
    for (const row of page.items) {
      const item = this.runs ? runCard(row) : card(row);
      if (this.places.has(item.id)) continue;
      this.places.set(item.id, this.items.length);
      this.items.push(item);
    }
    this.#cursor = page.nextCursor ?? undefined;
    this.#tell();
  }

  /** Counting all may take longer than the first cards, so they do not wait for it. */
  async #count() {
    const asked = new URLSearchParams(this.query);
    asked.set("limit", "1");
    asked.set("count", "true");
    const page = await get(`/v1/artifacts?${asked}`, this.#abort.signal).catch(() => null);
    if (page) this.total = page.total;
    this.#tell();
  }

  #path(limit, cursor) {
    const asked = new URLSearchParams(this.query);
    asked.set("limit", limit);
    if (cursor) asked.set("cursor", cursor);
    return `/v1/${this.runs ? "runs" : "artifacts"}?${asked}`;
  }

  /** Returns how many of the newest rows are not in the list yet. */
  async news() {
    const page = await get(this.#path(100, null), this.#abort.signal);
    return page.items.filter((row) => !this.places.has(row.id)).length;
  }

  item(id) {
    return this.items[this.places.get(id)];
  }

  /** Puts a changed artifact in the place of what was shown of it. */
  update(artifact) {
    const place = this.places.get(artifact.id);
    if (place === undefined || this.runs) return;
    this.items[place] = card(artifact);
    this.#tell(artifact.id);
  }
}
