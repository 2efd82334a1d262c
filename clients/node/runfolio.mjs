/**
 * Client for Runfolio: reports the runs of an image or video generator. One file, no dependencies, Node 18 or newer.
 *
 *     import {record} from './runfolio.mjs'
 *
 *     const run = await record({model: 'flux-dev', prompt: 'A lighthouse at dawn'}, async (run) => {
 *       await generate('lighthouse.png')
 *       run.addOutput('lighthouse.png')
 *     })
 *     console.log(run.eventId)
 *
 * The run goes to `to`: a queue folder (`Inbox` or its path) or a server (`Client` or its URL). Without `to` the
 * environment decides: RUNFOLIO_URL with RUNFOLIO_TOKEN, else RUNFOLIO_INBOX.
 */
import {createHash, randomUUID} from 'node:crypto'
import {createReadStream, createWriteStream} from 'node:fs'
import {mkdir, open, rename, rm, stat} from 'node:fs/promises'
import http from 'node:http'
import https from 'node:https'
import path from 'node:path'
import {pipeline} from 'node:stream/promises'
import {setTimeout as sleep} from 'node:timers/promises'

const VERSION = '1'
const MAX_ANSWER = 64 << 20
const MAX_KEY = 200
const MAX_TEXT = 10_000
const MAX_NAMED = 200
const MAX_DEPTH = 50
const UNKNOWN_MS = 10_000
const MAX_FORM_FILES = 100
const TUS = {'Tus-Resumable': '1.0.0'}
const TRANSIENT = new Set([408, 423, 425, 429, 500, 502, 503, 504])
const PRINTABLE = /^[\x20-\x7e]+$/
const KINDS = {
  image: '.png .jpg .jpeg .webp .gif .avif .heic .jxl .tif .tiff .bmp .exr .svg',
  video: '.mp4 .m4v .mov .webm .mkv .avi',
  audio: '.mp3 .wav .flac .ogg .opus .m4a',
  text: '.txt .md .json .csv .xml .html',
}

/**
 * @typedef {Record<string, any>} Json
 * @typedef {{eventId: string, file: string}} Receipt where an accepted event is
 * @typedef {{eventId: string, state: string, runId: string | null, error: Json | null}} EventState
 *   state of an event: `waiting`, `fetching`, `working`, `bundled` (then `runId`) or `refused`
 * @typedef {{source: string | Uint8Array, kind: string, role: string, filename: string, tags: string[],
 *   metadata: Json}} Asset an input or output: an absolute path, a URL or bytes
 * @typedef {{kind?: string, role?: string, filename?: string, tags?: string[], metadata?: Json}} AssetOptions
 * @typedef {{send(event: Json, inputs: Asset[], outputs: Asset[]): Promise<Receipt>}} Target where runs go
 * @typedef {{attempts: number, first: number, longest: number, total: number}} Retry limits for repeated requests, in
 *   milliseconds: waits double from `first` to `longest`, and no attempt starts later than `total` after the first one
 * @typedef {object} RunOptions
 * @property {string} model the model; part of the run id
 * @property {Target | string} [to] queue folder or server
 * @property {string} [prompt]
 * @property {string} [enhancedPrompt]
 * @property {Json} [options] the generator's options, such as the seed
 * @property {string[]} [tags]
 * @property {string} [taskMode] `text_to_image`, `image_edit`, `text_to_video`, `image_to_video` or `motion_control`
 * @property {string} [providerModel]
 * @property {string} [slug]
 * @property {string} [notes]
 * @property {string} [project]
 * @property {string} [user]
 * @property {Json} [context] other fields of `source_context`
 * @property {Json} [job]
 * @property {string} [key] identity of the run: sent again, it makes no second run. Random by default
 * @property {Json} [extra] other fields of the event, such as `request_payload`
 */

/** Base class of this module's errors. */
export class RunfolioError extends Error {
  /** @param {string} message @param {ErrorOptions} [options] */
  constructor(message, options) {
    super(message, options)
    this.name = this.constructor.name
  }
}

/** The server refused a request or an event. Trying again does not help. */
export class RefusedError extends RunfolioError {
  /**
   * @param {string} message
   * @param {number} [status] HTTP status; 0 for an event that the worker refused
   * @param {string} [code] error code of Runfolio
   * @param {string[]} [fields] the invalid fields
   */
  constructor(message, status = 0, code = '', fields = []) {
    super(message)
    this.status = status
    this.code = code
    this.fields = fields
  }
}

/** The server was not reached, or stayed unavailable, within the limits of `Retry`. */
export class UnavailableError extends RunfolioError {}

/** Queue folder of a worker on the same disk or share. */
export class Inbox {
  /**
   * @param {string} folder
   * @param {object} [options]
   * @param {Record<string, string>} [options.paths] replaces the beginning of paths where the worker sees the same
   *   files elsewhere, such as `{'/mnt/renders': '/data/renders'}`
   * @param {string} [options.media] a folder below the worker's source roots for outputs that are bytes
   */
  constructor(folder, {paths = {}, media} = {}) {
    this.folder = folder
    this.paths = Object.entries(paths).sort((a, b) => b[0].length - a[0].length)
    this.media = media === undefined ? undefined : path.resolve(media)
  }

  /** @param {Json} event @param {Asset[]} inputs @param {Asset[]} outputs @returns {Promise<Receipt>} */
  async send(event, inputs, outputs) {
    /** @param {Asset[]} assets */
    const named = (assets) => Promise.all(assets.map(async (asset) => assetJson(asset, await this.#sourcePath(asset))))
    return this.submit({...event, inputs: await named(inputs), outputs: await named(outputs)})
  }

  /**
   * Writes an event: `name.json.part`, flushed, then renamed to `name.json`.
   *
   * @param {Json} event
   * @returns {Promise<Receipt>}
   */
  async submit(event) {
    if (!(await isFolder(this.folder))) {
      throw new RunfolioError(
        `the queue folder ${this.folder} does not exist: start the worker, or correct the path`)
    }
    const keyed = withKey(event)
    const file = `node-${randomUUID().replaceAll('-', '')}.json`
    await write(path.join(this.folder, file), Buffer.from(JSON.stringify(keyed)))
    return {eventId: identity(keyed), file}
  }

  /** @param {Asset} asset */
  async #sourcePath(asset) {
    if (typeof asset.source !== 'string') return this.#mapped(await this.#stored(asset.source, asset.filename))
    return isUrl(asset.source) ? asset.source : this.#mapped(asset.source)
  }

  /** @param {Uint8Array} data @param {string} filename */
  async #stored(data, filename) {
    if (this.media === undefined) {
      throw new RunfolioError(`${filename} is in memory: write it to a file first, or give Inbox a folder as media`)
    }
    await mkdir(this.media, {recursive: true})
    const file = path.join(this.media, `${randomUUID()}_${path.basename(filename)}`)
    await write(file, data)
    return file
  }

  /** @param {string} file */
  #mapped(file) {
    for (const [local, remote] of this.paths) {
      const base = local.replace(/[/\\]+$/, '')
      if (file === base || file.startsWith(base + path.sep)) {
        return remote.replace(/\/+$/, '') + file.slice(base.length).split(path.sep).join('/')
      }
    }
    return file
  }
}

/**
 * HTTP API of a Runfolio server. A run that is sent to it brings its files along: up to `formLimit` bytes together in
 * one form, larger ones by resumable uploads (tus 1.0). Proxy settings of the environment are not used.
 */
export class Client {
  /**
   * @param {string} url such as `http://127.0.0.1:8080`
   * @param {object} [options]
   * @param {string} [options.token] needs the scope `submit` to send runs and `read` to search
   * @param {number} [options.timeout] limit in milliseconds for a pause in a connection or an answer
   * @param {Partial<Retry>} [options.retry]
   * @param {boolean} [options.shared] nothing is uploaded: the worker reads the paths of the event itself
   * @param {number} [options.formLimit]
   */
  constructor(url, {token, timeout = 60_000, retry = {}, shared = false, formLimit = 32 << 20} = {}) {
    this.shared = shared
    this.formLimit = formLimit
    this.url = parseUrl(url)
    this.token = token
    this.timeout = timeout
    /** @type {Retry} */
    this.retry = {attempts: 6, first: 500, longest: 15_000, total: 120_000, ...retry}
  }

  /**
   * Sends an event whose files the worker can read itself. Sent again, it makes no second run.
   *
   * @param {Json} event
   * @returns {Promise<Receipt>}
   */
  async submit(event) {
    const keyed = withKey(event)
    const data = Buffer.from(JSON.stringify(keyed))
    const headers = {'Content-Type': 'application/json', ...keyHeader(keyed)}
    return receipt(await this.#call('POST', '/v1/events', headers, bodyOf(data)))
  }

  /** @param {Json} event @param {Asset[]} inputs @param {Asset[]} outputs @returns {Promise<Receipt>} */
  async send(event, inputs, outputs) {
    const files = this.shared ? [] : [...inputs, ...outputs].filter((asset) => !isUrl(asset.source))
    const sizes = await Promise.all(files.map((asset) => sizeOf(asset.source)))
    const total = sizes.reduce((sum, size) => sum + size, 0)
    if (files.length && files.length <= MAX_FORM_FILES && total <= this.formLimit) {
      return this.#sendForm(event, inputs, outputs, files, sizes)
    }
    const uploaded = new Map()
    for (const asset of files) uploaded.set(asset, await this.upload(asset.source, asset.filename))
    return this.submit(withAssets(event, inputs, outputs, (asset) => uploaded.get(asset) ?? sharedPath(asset)))
  }

  /**
   * @param {Json} event
   * @param {Asset[]} inputs
   * @param {Asset[]} outputs
   * @param {Asset[]} files
   * @param {number[]} sizes
   */
  async #sendForm(event, inputs, outputs, files, sizes) {
    const names = new Map(files.map((asset, position) => [asset, `file${position + 1}`]))
    /** @param {Asset} asset */
    const place = (asset) => (names.has(asset) ? `part:${names.get(asset)}` : sharedPath(asset))
    const named = withAssets(withKey(event), inputs, outputs, place)
    const boundary = randomUUID()
    const first = partHead(boundary, 'event', 'application/json') + JSON.stringify(named) + '\r\n'
    const parts = [bodyOf(Buffer.from(first))]
    files.forEach((asset, i) => {
      const shown = asset.filename.replace(/[\x00-\x1f\x7f"\\]/g, '_')
      const head = partHead(boundary, `${names.get(asset)}"; filename="${shown}`, 'application/octet-stream')
      parts.push(bodyOf(Buffer.from(head)), bodyFrom(asset.source, 0, sizes[i]), bodyOf(Buffer.from('\r\n')))
    })
    parts.push(bodyOf(Buffer.from(`--${boundary}--\r\n`)))
    const headers = {'Content-Type': `multipart/form-data; boundary=${boundary}`, ...keyHeader(named)}
    return receipt(await this.#call('POST', '/v1/events', headers, joined(parts)))
  }

  /**
   * Uploads a file and returns `upload:<id>`, which an event can have as `source_path`. After a broken connection it
   * goes on where the server has stopped; at the end the checksums are compared.
   *
   * @param {string | Uint8Array} source
   * @param {string} [filename]
   * @returns {Promise<string>}
   */
  async upload(source, filename = typeof source === 'string' ? path.basename(source) : 'file') {
    const length = await sizeOf(source)
    const described = `filename ${Buffer.from(filename).toString('base64')}`
    const headers = {...TUS, 'Upload-Length': String(length), 'Upload-Metadata': described}
    const created = await this.#call('POST', '/v1/uploads', headers, bodyOf(new Uint8Array(0)))
    const location = new URL(String(created.headers.location), this.url).pathname
    const prefix = this.url.pathname.replace(/\/+$/, '')
    const url = prefix && location.startsWith(prefix + '/') ? location.slice(prefix.length) : location
    await this.#uploadRest(url, source, length)
    const found = await this.#get(url)
    if (found.sha256 !== (await sha256(bodyFrom(source, 0, length)))) {
      throw new RunfolioError(`${filename} arrived damaged, or has changed while it was sent: send it again`)
    }
    return found.sourcePath
  }

  /** @param {string} url @param {string | Uint8Array} source @param {number} length */
  async #uploadRest(url, source, length) {
    let begin = Date.now()
    for (let offset = 0, failed = 0; offset < length; ) {
      const headers = {...TUS, 'Upload-Offset': String(offset), 'Content-Type': 'application/offset+octet-stream'}
      let cause
      // the server has not noticed yet that an earlier connection broke
      let isLocked = false
      try {
        const answer = await this.#once('PATCH', url, headers, bodyFrom(source, offset, length))
        isLocked = answer.status === 423
        if (answer.status !== 409 && !TRANSIENT.has(answer.status)) checked(answer)
      } catch (error) {
        if (error instanceof RunfolioError) throw error
        cause = error
      }
      const reached = Number((await this.#call('HEAD', url, TUS)).headers['upload-offset'])
      if (reached > offset) {
        // the limits are for a server that does not get further
        failed = 0
        begin = Date.now()
      } else {
        const pause = this.#pause(++failed, 0)
        if ((failed >= this.retry.attempts && !isLocked) || Date.now() + pause - begin > this.retry.total) {
          throw new UnavailableError(`the upload does not get beyond ${offset} of ${length} bytes`, {cause})
        }
        await sleep(pause)
      }
      offset = reached
    }
  }

  /** Returns the state of an event. @param {string} eventId @returns {Promise<EventState>} */
  async state(eventId) {
    const {state, runId = null, error = null} = await this.#get('/v1/events/' + encodeURIComponent(eventId))
    return {eventId, state, runId, error}
  }

  /**
   * Waits until the run of an event can be read. Rejects with RefusedError if the event is refused, and with
   * RunfolioError after the time. A token without the scope `read` waits until the event is bundled.
   *
   * @param {string} eventId
   * @param {number} [timeout] milliseconds
   * @returns {Promise<EventState>}
   */
  async wait(eventId, timeout = 300_000) {
    const begin = Date.now()
    for (let pause = 100; ; pause = Math.min(2_000, pause * 1.5)) {
      /** @type {EventState} */
      let found = {eventId, state: 'unknown', runId: null, error: null}
      try {
        found = await this.state(eventId)
      } catch (error) {
        // an event in the queue folder may be unknown for a moment
        const limit = Math.min(timeout, UNKNOWN_MS)
        if (!isStatus(error, 404) || Date.now() + pause - begin > limit) throw error
      }
      if (found.state === 'bundled' && (await this.#isListed(found.runId ?? ''))) return found
      if (found.state === 'refused') throw refusal(found.error ?? {})
      if (Date.now() + pause - begin > timeout) {
        throw new RunfolioError(`the event ${eventId} is still ${found.state} after ${timeout} ms`)
      }
      await sleep(pause)
    }
  }

  /** Returns a run, its artifacts and files. @param {string} runId @returns {Promise<Json>} */
  async run(runId) {
    return this.#get('/v1/runs/' + encodeURIComponent(runId))
  }

  /**
   * Starts a workflow run of a template, or orders a run from generators, and returns it. The key identifies the
   * request: sent again, it makes no second run. By default it is random. Rejects with RefusedError with status 422 and
   * a sentence for each invalid field, or 402 above the budget.
   *
   * @param {string} templateId
   * @param {Json} intake
   * @param {{version?: string, key?: string}} [options]
   * @returns {Promise<Json>}
   */
  async start(templateId, intake, {version, key = randomUUID()} = {}) {
    const data = Buffer.from(JSON.stringify({templateId, templateVersion: version, intake}))
    const headers = {'Content-Type': 'application/json', 'Idempotency-Key': key}
    return answerJson(await this.#call('POST', '/v1/runs', headers, bodyOf(data)))
  }

  /**
   * Waits until a run has ended or a gate waits for a decision (state `review`), and returns it. Rejects with
   * RunfolioError after the time.
   *
   * @param {string} runId
   * @param {number} [timeout] milliseconds
   * @returns {Promise<Json>}
   */
  async waitRun(runId, timeout = 300_000) {
    const begin = Date.now()
    for (let pause = 100; ; pause = Math.min(2_000, pause * 1.5)) {
      const run = await this.run(runId)
      if (['completed', 'failed', 'cancelled', 'review'].includes(run.state)) return run
      if (Date.now() + pause - begin > timeout) {
        throw new RunfolioError(`the run ${runId} is still ${run.state} after ${timeout} ms`)
      }
      await sleep(pause)
    }
  }

  /** Returns an artifact in its current state. @param {string} artifactId @returns {Promise<Json>} */
  async artifact(artifactId) {
    return this.#get('/v1/artifacts/' + encodeURIComponent(artifactId))
  }

  /**
   * Returns artifacts, newest first, page by page. Filters have the names of the API, such as
   * `{q: 'red fox', tag: ['a', 'b']}`.
   *
   * @param {Record<string, string | number | boolean | string[]>} [filters]
   * @param {number} [limit] ends the iteration
   * @returns {AsyncGenerator<Json>}
   */
  async *search(filters = {}, limit = Infinity) {
    const query = Object.entries(filters).flatMap(([name, value]) => [value].flat().map((one) => [name, String(one)]))
    let cursor = ''
    for (let left = limit; left > 0; ) {
      const page = [...query, ['limit', String(Math.min(200, left))], ...(cursor ? [['cursor', cursor]] : [])]
      const found = await this.#get('/v1/artifacts?' + new URLSearchParams(page))
      yield* found.items
      left -= found.items.length
      cursor = found.nextCursor
      if (!cursor) return
    }
  }

  /**
   * Saves a file of an artifact; it appears when it is complete.
   *
   * @param {string} artifactId
   * @param {string} to
   * @param {string} [view] `original`, `web`, `thumb`, `poster`, `raw.webp`, `processed.webp`, `raw.mp4` or
   *   `processed.mp4`
   */
  async download(artifactId, to, view = 'original') {
    const part = `${to}.${randomUUID().slice(0, 8)}.part`
    const url = `/v1/artifacts/${encodeURIComponent(artifactId)}/content/${encodeURIComponent(view)}`
    try {
      await this.#call('GET', url, {}, undefined, (answer) => pipeline(answer, createWriteStream(part)))
      await rename(part, to)
    } finally {
      await rm(part, {force: true})
    }
  }

  /** @param {string} runId */
  async #isListed(runId) {
    // the catalog follows the bundles within a second
    try {
      await this.run(runId)
      return true
    } catch (error) {
      if (isStatus(error, 403)) return true
      if (isStatus(error, 404)) return false
      throw error
    }
  }

  /** @param {string} url @returns {Promise<Json>} */
  async #get(url) {
    return answerJson(await this.#call('GET', url, {Accept: 'application/json'}))
  }

  /**
   * @param {string} method
   * @param {string} url
   * @param {Record<string, string>} headers
   * @param {Body} [body]
   * @param {(answer: http.IncomingMessage) => Promise<void>} [save]
   * @returns {Promise<Answer>}
   */
  async #call(method, url, headers, body, save) {
    const begin = Date.now()
    for (let failed = 1; ; failed++) {
      let problem
      let asked = 0
      let cause
      try {
        const answer = await this.#once(method, url, headers, body, save)
        if (!TRANSIENT.has(answer.status)) return checked(answer)
        problem = `the server answered ${answer.status}: ${answerMessage(answer)}`
        asked = /^\d+$/.test(String(answer.headers['retry-after'])) ? Number(answer.headers['retry-after']) * 1_000 : 0
      } catch (error) {
        if (error instanceof RunfolioError) throw error
        cause = error
        problem = `no answer from ${this.url.host}: ${errorText(error)}`
      }
      const pause = this.#pause(failed, asked)
      if (failed >= this.retry.attempts || Date.now() + pause - begin > this.retry.total) {
        throw new UnavailableError(`${problem} (after ${failed} attempts)`, {cause})
      }
      await sleep(pause)
    }
  }

  /** @param {number} failed @param {number} asked */
  #pause(failed, asked) {
    const own = Math.min(this.retry.longest, this.retry.first * 2 ** (failed - 1))
    return Math.max(asked, own * (0.5 + Math.random() / 2))
  }

  /**
   * @param {string} method
   * @param {string} url
   * @param {Record<string, string>} headers
   * @param {Body} [body]
   * @param {(answer: http.IncomingMessage) => Promise<void>} [save]
   * @returns {Promise<Answer>}
   */
  #once(method, url, headers, body, save) {
    /** @type {http.OutgoingHttpHeaders} */
    const all = {'User-Agent': `runfolio-node/${VERSION}`, ...headers}
    if (this.token) all.Authorization = `Bearer ${this.token}`
    if (body) all['Content-Length'] = body.length
    return new Promise((resolve, reject) => {
      const protocol = this.url.protocol === 'https:' ? https : http
      const target = this.url.origin + this.url.pathname.replace(/\/+$/, '') + url
      let answered = false
      const request = protocol.request(target, {method, headers: all, agent: false, timeout: this.timeout})
      request.on('timeout', () => request.destroy(new Error(`no data for ${this.timeout} ms`)))
      // a server that refuses a body answers before it has read all of it
      request.on('error', (error) => (answered ? undefined : reject(error)))
      request.on('response', (answer) => {
        answered = true
        const {statusCode: status = 0, headers: found} = answer
        const read = save && status === 200 ? save(answer).then(() => Buffer.alloc(0)) : readAll(answer, url)
        read.then((data) => resolve({status, headers: found, data}), reject).finally(() => request.destroy())
      })
      if (!body) request.end()
      else pipeline(body.blocks(), request).catch((error) => (answered ? undefined : request.destroy(error)))
    })
  }
}

/** Collects what a generator does. `record` is the usual way to use it. */
export class Run {
  /** @param {RunOptions} options */
  constructor(options) {
    if (!options.model?.trim()) throw new TypeError('model must have a name')
    const {key} = options
    if (key !== undefined && !(key.trim() && key.length <= MAX_KEY && PRINTABLE.test(key))) {
      throw new TypeError(`key must have 1 to ${MAX_KEY} printable ASCII characters`)
    }
    this.target = target(options.to)
    this.given = options
    this.key = key ?? randomUUID()
    /** @type {Json} */
    this.options = {...options.options}
    this.tags = [...(options.tags ?? [])]
    /** @type {string | undefined} */
    this.status = undefined
    /** @type {Asset[]} */
    this.inputs = []
    /** @type {Asset[]} */
    this.outputs = []
    /** @type {string[]} */
    this.warnings = []
    /** @type {string[]} */
    this.errors = []
    /** @type {Receipt | undefined} */
    this.receipt = undefined
    this.started = new Date()
    /** @type {Date | undefined} */
    this.ended = undefined
  }

  /** Identity of the run's event, for `Client.wait`. */
  get eventId() {
    return this.receipt?.eventId ?? this.key
  }

  /**
   * Adds a file that went into the run: a path, a URL, or bytes with a `filename`.
   *
   * @param {string | URL | Uint8Array} source
   * @param {AssetOptions} [options]
   */
  addInput(source, options = {}) {
    this.inputs.push(assetOf(source, {role: 'reference', ...options}))
  }

  /**
   * Adds a file that the run made: a path, a URL, or bytes with a `filename`. The first one leads.
   *
   * @param {string | URL | Uint8Array} source
   * @param {AssetOptions} [options]
   */
  addOutput(source, options = {}) {
    this.outputs.push(assetOf(source, {role: 'output', ...options}))
  }

  /** Makes this a failed run, with the message as its error. @param {string} message */
  fail(message) {
    this.status = 'failed'
    this.errors.push(message.slice(0, MAX_TEXT))
  }

  /** Returns the event without its files. @returns {Json} */
  event() {
    const given = this.given
    const ended = this.ended ?? new Date()
    /** @type {Json} */
    const found = {
      idempotency_key: this.key,
      status: this.status ?? 'succeeded',
      model_key: given.model,
      provider_model: given.providerModel,
      task_mode: given.taskMode,
      slug: given.slug,
      notes: given.notes,
      created_at: this.started.toISOString(),
      prompts: {raw: given.prompt, enhanced: given.enhancedPrompt},
      source_context: {project_name: given.project, source_user: given.user, ...given.context},
      options: this.options,
      tags: this.tags,
      warnings: this.warnings,
      errors: this.errors,
      job: {created_at: this.started.toISOString(), completed_at: ended.toISOString(), ...given.job},
      ...given.extra,
    }
    return plain(found)
  }

  /** Delivers the run; durable when it resolves. @returns {Promise<Receipt>} */
  async send() {
    this.ended ??= new Date()
    this.receipt = await this.target.send(this.event(), this.inputs, this.outputs)
    return this.receipt
  }
}

/**
 * Runs a generator and reports its run. If the function throws, the run is reported as failed, and the error is thrown
 * again; `onReportError` is called if that report fails too.
 *
 * @param {RunOptions & {onReportError?: (error: unknown) => void}} options
 * @param {(run: Run) => unknown} generate
 * @returns {Promise<Run>}
 */
export async function record(options, generate) {
  const run = new Run(options)
  try {
    await generate(run)
  } catch (error) {
    run.fail(errorText(error))
    try {
      await run.send()
    } catch (problem) {
      // the error of the generator is the one that matters to the caller
      if (options.onReportError) options.onReportError(problem)
      else console.error(`the failed run ${run.key} could not be reported: ${problem}`)
    }
    throw error
  }
  await run.send()
  return run
}

/**
 * Returns the target that a path, a URL or the environment names.
 *
 * @param {Target | string} [to]
 * @returns {Target}
 */
export function target(to) {
  const token = process.env.RUNFOLIO_TOKEN || undefined
  if (to === undefined) {
    if (process.env.RUNFOLIO_URL) return new Client(process.env.RUNFOLIO_URL, {token})
    if (process.env.RUNFOLIO_INBOX) return new Inbox(process.env.RUNFOLIO_INBOX)
    throw new TypeError('no target: pass to, or set RUNFOLIO_URL (and RUNFOLIO_TOKEN) or RUNFOLIO_INBOX')
  }
  if (typeof to !== 'string') return to
  return isUrl(to) ? new Client(to, {token}) : new Inbox(to)
}

/**
 * @typedef {{status: number, headers: http.IncomingHttpHeaders, data: Buffer}} Answer
 * @typedef {{length: number, blocks: () => AsyncIterable<Uint8Array> | Iterable<Uint8Array>}} Body
 */

/** @param {string | URL | Uint8Array} source @param {AssetOptions & {role: string}} options @returns {Asset} */
function assetOf(source, {role, kind, filename, tags = [], metadata = {}}) {
  if (source instanceof Uint8Array) {
    if (!filename) throw new TypeError('bytes need a filename')
    const name = path.basename(filename)
    return {source, kind: kind ?? kindOf(name), role, filename: name, tags, metadata}
  }
  const text = String(source)
  const url = isUrl(text)
  const name = filename ?? (url ? urlName(text) : path.basename(text))
  return {source: url ? text : path.resolve(text), kind: kind ?? kindOf(name), role, filename: name, tags, metadata}
}

/** @param {Asset} asset @param {string} sourcePath @returns {Json} */
function assetJson({kind, role, filename, tags, metadata}, sourcePath) {
  /** @type {Json} */
  const found = {kind, source_path: sourcePath, role, original_filename: filename}
  if (tags.length) found.tags = tags
  if (Object.keys(metadata).length) found.metadata = metadata
  return found
}

/** @param {string} name */
function kindOf(name) {
  const suffix = path.extname(name).toLowerCase()
  return Object.entries(KINDS).find(([, known]) => suffix && known.split(' ').includes(suffix))?.[0] ?? 'other'
}

/** @param {string} text */
function urlName(text) {
  const last = path.posix.basename(new URL(text).pathname)
  try {
    return decodeURIComponent(last) || 'file'
  } catch {
    return last
  }
}

/** @param {string | Uint8Array} source */
function isUrl(source) {
  return typeof source === 'string' && /^https?:\/\//i.test(source)
}

/** @param {string} text */
function parseUrl(text) {
  if (!isUrl(text)) throw new TypeError(`${text} is not the URL of a server, such as http://127.0.0.1:8080`)
  const url = new URL(text)
  if (url.username || url.password) {
    throw new TypeError('the URL of the server must not contain a user or a password: use token')
  }
  return url
}

/** @param {Asset} asset */
function sharedPath(asset) {
  if (typeof asset.source === 'string') return asset.source
  throw new RunfolioError(`${asset.filename} is in memory: write it to a file that the worker can read`)
}

/** Gives an event an identity, so that a repeated request makes no second run. @param {Json} event @returns {Json} */
function withKey(event) {
  return event.specversion || event.idempotency_key ? event : {idempotency_key: randomUUID(), ...event}
}

/** @param {Json} event @returns {string} */
function identity(event) {
  return event.specversion ? `${event.source} ${event.id}` : event.idempotency_key
}

/** @param {Json} event @returns {Record<string, string>} */
function keyHeader(event) {
  const key = String((event.specversion ? event.id : event.idempotency_key) ?? '')
  return key.length <= MAX_KEY && PRINTABLE.test(key) ? {'Idempotency-Key': key} : {}
}

/** @param {Json} error */
function refusal({message = 'the event was refused', code = '', field}) {
  return new RefusedError(String(message), 0, String(code), field ? [String(field)] : [])
}

/** @param {Answer} answer @returns {Receipt} */
function receipt(answer) {
  const {eventId, file} = answerJson(answer)
  return {eventId, file}
}

/** @param {Answer} answer @returns {Json} */
function answerJson({status, data}) {
  try {
    const found = JSON.parse(data.toString())
    if (found && typeof found === 'object') return found
  } catch {
    // reported below
  }
  throw new RunfolioError(`the answer (${status}) is not a JSON object: is this the URL of Runfolio?`)
}

/** @param {Answer} answer @returns {Json} */
function detail({data}) {
  try {
    const found = JSON.parse(data.toString()).detail
    return typeof found === 'object' && found ? found : {message: found}
  } catch {
    return {}
  }
}

/** @param {Answer} answer */
function answerMessage(answer) {
  const {message, fields = []} = detail(answer)
  const text = String(message ?? (answer.data.toString().slice(0, 200) || 'no reason given'))
  return fields.length ? `${text} (${fields.join('; ')})` : text
}

/** @param {Answer} answer */
function checked(answer) {
  if (answer.status >= 200 && answer.status < 300) return answer
  const {error = '', fields = []} = detail(answer)
  throw new RefusedError(answerMessage(answer), answer.status, error, fields)
}

/** @param {unknown} error @param {number} status */
function isStatus(error, status) {
  return error instanceof RefusedError && error.status === status
}

/** @param {unknown} error */
function errorText(error) {
  if (!(error instanceof Error)) return String(error)
  // a refused connection to a name with several addresses has an empty message
  const message = error.message || /** @type {{code?: string}} */ (error).code || ''
  return message ? `${error.name}: ${message}` : error.name
}

/** @param {http.IncomingMessage} answer @param {string} url */
async function readAll(answer, url) {
  const blocks = []
  let length = 0
  for await (const block of answer) {
    length += block.length
    if (length > MAX_ANSWER) throw new RunfolioError(`the answer to ${url} has more than ${MAX_ANSWER} bytes`)
    blocks.push(block)
  }
  return Buffer.concat(blocks)
}

/**
 * @param {Json} event
 * @param {Asset[]} inputs
 * @param {Asset[]} outputs
 * @param {(asset: Asset) => string} place
 * @returns {Json}
 */
function withAssets(event, inputs, outputs, place) {
  /** @param {Asset[]} assets */
  const named = (assets) => assets.map((asset) => assetJson(asset, place(asset)))
  return {...event, inputs: named(inputs), outputs: named(outputs)}
}

/** @param {string | Uint8Array} source @returns {Promise<number>} */
async function sizeOf(source) {
  if (typeof source !== 'string') return source.length
  try {
    return (await stat(source)).size
  } catch (cause) {
    throw new RunfolioError(`${source} cannot be read: ${errorText(cause)}`, {cause})
  }
}

/** @param {string} boundary @param {string} name @param {string} type */
function partHead(boundary, name, type) {
  return `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\nContent-Type: ${type}\r\n\r\n`
}

/**
 * Returns the bytes from an offset, as often as they are asked for.
 *
 * @param {string | Uint8Array} source
 * @param {number} offset
 * @param {number} length
 * @returns {Body}
 */
function bodyFrom(source, offset, length) {
  if (typeof source !== 'string') return bodyOf(source.subarray(offset, length))
  return {
    length: length - offset,
    async *blocks() {
      let left = length - offset
      try {
        if (left > 0) {
          for await (const block of createReadStream(source, {start: offset, end: length - 1})) {
            left -= block.length
            yield block
          }
        }
      } catch (cause) {
        // not a failure of the connection
        throw new RunfolioError(`${source} cannot be read: ${errorText(cause)}`, {cause})
      }
      if (left > 0) throw new RunfolioError(`${source} has become shorter while it was sent`)
    },
  }
}

/** @param {Body[]} parts @returns {Body} */
function joined(parts) {
  return {
    length: parts.reduce((sum, part) => sum + part.length, 0),
    async *blocks() {
      for (const part of parts) yield* part.blocks()
    },
  }
}

/** @param {Body} body */
async function sha256(body) {
  const digest = createHash('sha256')
  for await (const block of body.blocks()) digest.update(block)
  return digest.digest('hex')
}

/** @param {Uint8Array} data @returns {Body} */
function bodyOf(data) {
  return {length: data.length, blocks: () => [data]}
}

/** @param {string} folder */
async function isFolder(folder) {
  try {
    return (await stat(folder)).isDirectory()
  } catch {
    return false
  }
}

/**
 * Writes a file so that it appears complete and survives a power failure.
 *
 * @param {string} file
 * @param {Uint8Array} data
 */
async function write(file, data) {
  const part = `${file}.part`
  const handle = await open(part, 'wx')
  try {
    await handle.writeFile(data)
    await handle.sync()
    await handle.close()
    await rename(part, file)
  } catch (error) {
    await handle.close().catch(() => undefined)
    await rm(part, {force: true})
    throw error
  }
  if (process.platform === 'win32') return
  const folder = await open(path.dirname(file), 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/** Returns a value as JSON knows it: what JSON has no word for is named. @param {any} value @returns {any} */
function plain(value, depth = 0) {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  if (typeof value === 'function' || typeof value === 'symbol') return String(value).slice(0, MAX_NAMED)
  if (value === null || typeof value !== 'object') return value
  if (depth > MAX_DEPTH) return String(value).slice(0, MAX_NAMED)
  if (ArrayBuffer.isView(value)) return `<${value.byteLength} bytes>`
  if (value instanceof Date || value instanceof URL) return JSON.parse(JSON.stringify(value))
  if (value instanceof Map) return plain(Object.fromEntries(value), depth)
  if (Array.isArray(value) || value instanceof Set) return Array.from(value, (item) => plain(item, depth + 1) ?? null)
  const pairs = Object.entries(value).filter(([, item]) => item !== undefined && item !== null)
  return Object.fromEntries(pairs.map(([name, item]) => [name, plain(item, depth + 1)]))
}
