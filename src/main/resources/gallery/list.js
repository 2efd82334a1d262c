import { get } from "./api.js";
import { query, view } from "./state.js";
import { gone, tombstone } from "./retention.js";

const FIRST_PAGE = 60;
const PAGE = 250;
const MAX_RANGE = 1000;
/** Pages that are kept; those farthest from the visible rows are dropped and fetched again when needed. */
const MAX_PAGES = 24;

/** Returns what a card shows of an artifact; the rest is dropped to keep long lists small. */
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
    thumb: gone(artifact) ? null : media?.thumb?.url ?? media?.poster?.url ?? null,
    placeholder: media?.placeholder ?? null,
    storyboard: media?.storyboard ?? null,
    seconds: media?.durationSeconds ?? null,
    state: artifact.outputState,
    reason: media?.reason ?? null,
    removed: media?.removed ?? false,
    tombstone: tombstone(artifact)?.[1] ?? null,
    runStatus: artifact.runStatus,
  };
}

/** Returns a run as a card: its first thumbnail, or the reason of its failure. */
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
 * The rows that match the filters. The first page is fetched at once; then the server returns the total and the cursor of
 * each page, so that any page can be fetched directly. Pages are counted from the end of the first page: rows that arrive
 * later come before it and shift nothing.
 */
export class List {
  places = new Map();
  problem = null;
  /** Number of rows; null until it is known. */
  total = null;
  /** Ids of rows that are never dropped. */
  kept = new Set();
  #pages = new Map();
  /** Cursors of all pages but the first. */
  #cursors = [];
  #first = FIRST_PAGE;
  #wanted = [0, 0];
  #busy = false;
  #abort = new AbortController();
  #notify;

  constructor(notify) {
    this.#notify = notify;
    this.runs = view() === "runs";
    this.query = query();
  }

  /** Number of rows that are known so far. */
  get length() {
    return this.total ?? this.#pages.get(0)?.length ?? 0;
  }

  /** Returns whether the first page is still loading. */
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

  /** Fetches the rows of a range; an earlier range is no longer fetched. */
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
      this.#notify();
    } finally {
      this.#busy = false;
    }
  }

  /** Returns the rows of a range, both ends included, and fetches missing ones; at most 1,000. */
  async range(first, last) {
    const end = Math.min(last, first + MAX_RANGE - 1);
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
    const { items } = await this.#get(page ? this.#cursors[page - 1] : null, page ? PAGE : FIRST_PAGE);
    return items.map((row) => (this.runs ? runCard(row) : card(row)));
  }

  retry() {
    this.problem = null;
    return this.want(...this.#wanted);
  }

  /** Fetches the first page, then the total, so that the first cards do not wait for the count. */
  async #begin() {
    const page = await this.#get(null, FIRST_PAGE);
    this.#first = page.items.length;
    this.#put(0, page.items);
    if (!page.nextCursor) {
      this.total = this.#first;
      return this.#notify();
    }
    const asked = this.#asked({ of: this.runs ? "runs" : "artifacts", step: PAGE, cursor: page.nextCursor });
    const { total, cursors } = await get(`/v1/anchors?${asked}`, this.#abort.signal);
    this.#cursors = [page.nextCursor, ...cursors];
    this.total = this.#first + total;
    this.#notify();
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
    this.#notify();
  }

  #drop() {
    const near = this.#page(this.#wanted[0]);
    const far = [...this.#pages.keys()].filter((page) => page && !this.#pages.get(page).some((item) => this.kept.has(item.id)));
    far.sort((one, other) => Math.abs(other - near) - Math.abs(one - near));
    for (const page of far.slice(0, Math.max(0, this.#pages.size - MAX_PAGES))) {
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

  /** Returns the number of new rows before those of the list. */
  async newRows() {
    const { items } = await this.#get(null, 100);
    const known = items.map((row) => this.places.has(row.id));
    const last = known.lastIndexOf(true);
    return last < 0 ? items.length : known.slice(0, last).filter((here) => !here).length;
  }

  /** Replaces the row of a changed artifact. */
  update(artifact) {
    const place = this.places.get(artifact.id);
    if (place === undefined || this.runs) return;
    const page = this.#page(place);
    this.#pages.get(page)[place - this.#start(page)] = card(artifact);
    this.#notify(artifact.id);
  }
}
