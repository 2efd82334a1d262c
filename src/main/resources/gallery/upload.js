import { Problem, send } from "./api.js";

const VERSION = { "Tus-Resumable": "1.0.0" };
const CHUNK_BYTES = 2 << 20;
/** Pauses before the next attempt; after the last one the upload fails. An attempt that brings bytes starts again. */
const PAUSES_MILLIS = [500, 1000, 2000, 4000, 8000, 15_000];

/** Sends one file by the tus protocol. After a network error it asks the server for the offset and goes on there. */
export class Upload {
  #abort = new AbortController();
  #url = null;

  /** @param onProgress called with the number of bytes on the server, and with a note while it waits */
  constructor(file, onProgress) {
    this.file = file;
    this.onProgress = onProgress;
  }

  /** Returns the `source_path` of the file once it is on the server. */
  async run() {
    let failures = 0;
    let last = -1;
    for (;;) {
      try {
        let offset = this.#url ? await this.#offset() : await this.#create();
        if (offset > last) failures = 0;
        while (offset < this.file.size) {
          this.onProgress((last = offset), "");
          offset = await this.#append(offset);
          failures = 0;
        }
        this.onProgress(this.file.size, "");
        return `upload:${this.#url.split("/").pop()}`;
      } catch (problem) {
        if (problem.name === "AbortError" || !isTemporary(problem) || failures >= PAUSES_MILLIS.length) throw problem;
        this.onProgress(Math.max(0, last), "The connection was lost: trying again…");
        await this.#pause(PAUSES_MILLIS[failures++]);
      }
    }
  }

  /** Stops, and deletes what is on the server. */
  cancel() {
    this.#abort.abort();
    if (this.#url) send("DELETE", this.#url, { headers: VERSION }).catch(() => {});
  }

  async #create() {
    const metadata = [`filename ${base64(this.file.name)}`, this.file.type && `filetype ${base64(this.file.type)}`].filter(Boolean).join(",");
    const headers = { ...VERSION, "Upload-Length": String(this.file.size), "Upload-Metadata": metadata };
    const answer = await send("POST", "/v1/uploads", { headers, signal: this.#abort.signal });
    this.#url = new URL(answer.headers.get("Location"), location.href).pathname;
    return 0;
  }

  async #offset() {
    const answer = await send("HEAD", this.#url, { headers: VERSION, signal: this.#abort.signal });
    return Number(answer.headers.get("Upload-Offset"));
  }

  async #append(offset) {
    const headers = { ...VERSION, "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(offset) };
    // a copy in memory shows a file that cannot be read as such, and not as a network error
    const body = await this.file.slice(offset, offset + CHUNK_BYTES).arrayBuffer().catch(() => {
      throw new Problem(0, "The file cannot be read: it was changed, moved, or is a folder.");
    });
    const answer = await send("PATCH", this.#url, { headers, body, signal: this.#abort.signal });
    return Number(answer.headers.get("Upload-Offset"));
  }

  #pause(millis) {
    const { signal } = this.#abort;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, millis);
      signal.addEventListener("abort", () => (clearTimeout(timer), reject(new DOMException("", "AbortError"))), { once: true });
    });
  }
}

/** Network errors have no status. */
const isTemporary = (problem) => !(problem instanceof Problem) || problem.status >= 500 && problem.status !== 507 || [409, 423].includes(problem.status);

function base64(text) {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
