import { get } from "./api.js";
import { query, view } from "./state.js";

const FIRST = 60;
const PAGE = 250;
const MOST_IN_RANGE = 1000;
/** Pages that are kept: those far from what is looked at are dropped, and fetched again when it comes back. */
const MOST_PAGES = 24;

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

/**
 * The rows that answer the filters. A first page comes at once; then the server tells how many there are and where every page begins, so that any of them can be fetched without those before it. All of it
 * counts from behind the first page: what arrives later is before it, and shifts nothing.
 */
export class List {
  places = new Map();
  problem = null;
  /** How many rows there are; null until it is known. */
  total = null;
  /** Ids whose rows are not dropped. */
  kept = new Set();
  #pages = new Map();
  /** The cursor of each page but the first. */
  #cursors = [];
  #first = FIRST;
  #wanted = [0, 0];
  #busy = false;
  #abort = new AbortController();
  #tell;

  constructor(tell) {
    this.#tell = tell;
    this.runs = view() === "runs";
    this.query = query();
  }

  /** How many rows there are, as far as it is known. */
  get length() {
    return this.total ?? this.#pages.get(0)?.length ?? 0;
  }

  /** Whether nothing has come yet. */
  get waiting() {
    return !this.#pages.size && !this.problem;
  }

  at(index) {
    if (index < this.#first) return this.#pages.get(0)?.[index];
    return this.#pages.get(this.#page(index))?.[(index - this.#first) % PAGE];
  }

  item(id) {
    return this.at(this.places.get(id) ?? -1);
  }

  #page(index) {
    return index < this.#first ? 0 : 1 + Math.floor((index - this.#first) / PAGE);
  }

  #start(page) {
    return page ? this.#first + (page - 1) * PAGE : 0;
  }

  stop() {
    this.#abort.abort();
  }

  /** Fetches the rows from one place to another, and none that were wanted before and are not any more. */
  async want(from, to) {
    this.#wanted = [Math.max(0, from), to];
    if (this.#busy || this.problem) return;
    this.#busy = true;
    try {
      if (this.total === null) await this.#begin();
      for (let page = this.#missing(); page !== undefined; page = this.#missing()) {
        this.#put(page, (await this.#get(this.#cursors[page - 1], PAGE)).items);
      }
    } catch (problem) {
      if (problem.name === "AbortError") return;
      this.problem = problem;
      this.#tell();
    } finally {
      this.#busy = false;
    }
  }

  /** Returns the rows from one place to another, both included, and fetches those that are missing; at most 1,000. */
  async range(first, last) {
    const end = Math.min(last, first + MOST_IN_RANGE - 1);
    const rows = new Map();
    for (let index = first; index <= end; index++) if (this.at(index)) rows.set(index, this.at(index));
    for (let page = this.#page(first); page <= this.#page(end); page++) {
      const start = this.#start(page);
      const size = page ? PAGE : this.#first;
      const all = this.#pages.get(page) ?? (await this.#rows(page).catch(() => []));
      for (let index = Math.max(first, start); index <= Math.min(end, start + size - 1); index++) {
        if (all[index - start]) rows.set(index, all[index - start]);
      }
    }
    return [...rows.keys()].sort((one, other) => one - other).map((index) => rows.get(index));
  }

  async #rows(page) {
    const { items } = await this.#get(page ? this.#cursors[page - 1] : null, page ? PAGE : FIRST);
    return items.map((row) => (this.runs ? runCard(row) : card(row)));
  }

  retry() {
    this.problem = null;
    return this.want(...this.#wanted);
  }

  /** The first cards do not wait until all are counted. */
  async #begin() {
    const page = await this.#get(null, FIRST);
    this.#first = page.items.length;
    this.#put(0, page.items);
    if (!page.nextCursor) {
      this.total = this.#first;
      return this.#tell();
    }
    const asked = this.#asked({ of: this.runs ? "runs" : "artifacts", step: PAGE, cursor: page.nextCursor });
    const { total, cursors } = await get(`/v1/anchors?${asked}`, this.#abort.signal);
    this.#cursors = [page.nextCursor, ...cursors];
    this.total = this.#first + total;
    this.#tell();
  }

  #missing() {
    const [from, to] = this.#wanted;
    const last = Math.min(this.#page(to), this.#cursors.length);
    for (let page = this.#page(from); page <= last; page++) if (!this.#pages.has(page)) return page;
    return undefined;
  }

  #put(page, rows) {
    const items = rows.map((row) => (this.runs ? runCard(row) : card(row)));
    items.forEach((item, index) => this.places.set(item.id, this.#start(page) + index));
    this.#pages.set(page, items);
    this.#drop();
    this.#tell();
  }

  #drop() {
    const near = this.#page(this.#wanted[0]);
    const far = [...this.#pages.keys()].filter((page) => page && !this.#pages.get(page).some((item) => this.kept.has(item.id)));
    far.sort((one, other) => Math.abs(other - near) - Math.abs(one - near));
    for (const page of far.slice(0, Math.max(0, this.#pages.size - MOST_PAGES))) {
      this.#pages.get(page).forEach((item) => this.places.delete(item.id));
      this.#pages.delete(page);
    }
  }

  #get(cursor, limit) {
    return get(`/v1/${this.runs ? "runs" : "artifacts"}?${this.#asked({ limit, cursor })}`, this.#abort.signal);
  }

  #asked(more) {
    const asked = new URLSearchParams(this.query);
    for (const [name, value] of Object.entries(more)) if (value) asked.set(name, value);
    return asked;
  }

  /** Returns how many rows have come before those of the list. */
  async news() {
    const { items } = await this.#get(null, 100);
    const known = items.map((row) => this.places.has(row.id));
    const last = known.lastIndexOf(true);
    return last < 0 ? items.length : known.slice(0, last).filter((here) => !here).length;
  }

  /** Puts a changed artifact in the place of what was shown of it. */
  update(artifact) {
    const place = this.places.get(artifact.id);
    if (place === undefined || this.runs) return;
    const page = this.#page(place);
    this.#pages.get(page)[place - this.#start(page)] = card(artifact);
    this.#tell(artifact.id);
  }
}
