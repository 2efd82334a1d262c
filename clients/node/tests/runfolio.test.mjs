/** The client without a worker: queue folder, form of events, repeated requests. */
import assert from 'node:assert/strict'
import {mkdir, mkdtemp, readFile, readdir, rm} from 'node:fs/promises'
import http from 'node:http'
import os from 'node:os'
import path from 'node:path'
import {afterEach, beforeEach, describe, test} from 'node:test'
import {Client, Inbox, Run, record} from '../runfolio.mjs'

const retry = {attempts: 4, first: 5, longest: 10, total: 5_000}

describe('the queue folder', () => {
  let folder
  let inbox

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'runfolio-'))
    inbox = path.join(folder, 'inbox')
    await mkdir(inbox)
  })

  afterEach(() => rm(folder, {recursive: true}))

  async function event() {
    const names = await readdir(inbox)
    assert.equal(names.length, 1)
    assert.match(names[0], /^node-[0-9a-f]{32}\.json$/)
    return JSON.parse(await readFile(path.join(inbox, names[0]), 'utf8'))
  }

  test('a run has the fields of an event', async () => {
    const run = await record({model: 'flux', to: inbox, prompt: 'Café', options: {seed: 1}, user: 'ada'}, (run) => {
      run.addInput('look.jpg')
      run.addOutput('out/a.png', {metadata: {seed: 1}})
      run.addOutput('https://cdn.example/b%20c.mp4?sig=x')
      run.options.steps = 30n
      run.options.itself = run.options
    })
    const found = await event()
    assert.equal(found.idempotency_key, run.eventId)
    assert.equal(found.status, 'succeeded')
    assert.deepEqual(found.prompts, {raw: 'Café'})
    assert.equal(found.options.steps, 30)
    assert.deepEqual(found.source_context, {source_user: 'ada'})
    assert.equal(found.inputs[0].source_path, path.resolve('look.jpg'))
    assert.deepEqual(found.outputs.map((output) => output.kind), ['image', 'video'])
    assert.equal(found.outputs[1].original_filename, 'b c.mp4')
    assert.ok(found.job.created_at <= found.job.completed_at)
  })

  test('an error is thrown again and reported', async () => {
    const fails = record({model: 'flux', to: inbox}, () => Promise.reject(new TypeError('no')))
    await assert.rejects(fails, TypeError)
    const found = await event()
    assert.deepEqual([found.status, found.errors], ['failed', ['TypeError: no']])
  })

  test('an error is not hidden by a missing folder', async () => {
    const problems = []
    const options = {model: 'flux', to: path.join(folder, 'none'), onReportError: (error) => problems.push(error)}
    await assert.rejects(record(options, () => Promise.reject(new TypeError('no'))), TypeError)
    assert.match(problems[0].message, /does not exist/)
  })

  test('paths are written as the worker sees them', async () => {
    const to = new Inbox(inbox, {paths: {'/mnt': '/other', '/mnt/renders/': '/data/renders'}})
    await record({model: 'flux', to}, (run) => {
      run.addOutput('/mnt/renders/a.png')
      run.addOutput('/mnt/rendersX/a.png')
    })
    const found = (await event()).outputs.map((output) => output.source_path)
    assert.deepEqual(found, ['/data/renders/a.png', '/other/rendersX/a.png'])
  })

  test('bytes are written to the media folder', async () => {
    const add = (run) => run.addOutput(Buffer.from('abc'), {filename: '../a.png'})
    await assert.rejects(record({model: 'flux', to: inbox}, add), /media/)
    const media = path.join(folder, 'media')
    await record({model: 'flux', to: new Inbox(inbox, {media})}, add)
    const [output] = (await event()).outputs
    assert.equal(path.dirname(output.source_path), media)
    assert.equal(await readFile(output.source_path, 'utf8'), 'abc')
  })

  test('wrong arguments are named before the work begins', () => {
    assert.throws(() => new Run({model: ' ', to: inbox}), /model/)
    assert.throws(() => new Run({model: 'm', to: inbox, key: 'a\nb'}), /key/)
    assert.throws(() => new Client('http://ada:secret@host'), /token/)
    assert.throws(() => new Run({model: 'm', to: inbox}).addOutput(Buffer.alloc(1)), /filename/)
  })
})

describe('the HTTP API', () => {
  let server
  let requests
  let steps
  let client

  beforeEach(async () => {
    requests = []
    steps = []
    server = http.createServer(async (request, response) => {
      let body = ''
      for await (const block of request) body += block
      requests.push({url: request.url, headers: request.headers, body})
      steps.shift()(response, request)
    })
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
    client = new Client(`http://127.0.0.1:${server.address().port}`, {token: 'secret', retry})
  })

  afterEach(() => new Promise((resolve) => server.close(resolve)))

  function answer(status, body, headers = {}) {
    return (response) => response.writeHead(status, headers).end(JSON.stringify(body))
  }

  const accepted = answer(202, {eventId: 'k', file: 'f.json'})

  test('a request is repeated with the same key', async () => {
    const hangUp = (response, request) => request.socket.destroy()
    steps = [hangUp, answer(503, {}, {'Retry-After': '0'}), answer(429, {}), accepted]
    assert.deepEqual(await client.submit({status: 'failed', model_key: 'm'}), {eventId: 'k', file: 'f.json'})
    assert.equal(requests.length, 4)
    assert.equal(new Set(requests.map((request) => request.headers['idempotency-key'] + request.body)).size, 1)
    assert.equal(requests[0].headers.authorization, 'Bearer secret')
  })

  test('repeats end and give the last reason', async () => {
    steps = Array(4).fill(answer(503, {detail: {message: 'the disk is full'}}))
    const message = /503: the disk is full .after 4 attempts/
    await assert.rejects(client.submit({}), {name: 'UnavailableError', message})
    assert.equal(requests.length, 4)
  })

  test('a long Retry-After is not waited for beyond the limit', async () => {
    steps = [answer(503, {}, {'Retry-After': '3600'})]
    await assert.rejects(client.submit({}), {name: 'UnavailableError'})
  })

  test('a refusal is not repeated', async () => {
    steps = [answer(422, {detail: {error: 'event_invalid', message: 'no', fields: ['model_key is required']}})]
    await assert.rejects(client.submit({}), {status: 422, code: 'event_invalid', fields: ['model_key is required']})
  })

  test('a page that is not Runfolio is named', async () => {
    steps = [(response) => response.end('<html>')]
    await assert.rejects(client.artifact('artifact-1'), /is this the URL of Runfolio/)
  })

  test('a start is repeated with one key until it is answered', async () => {
    const queued = {id: 'run-1', state: 'queued'}
    steps = [
      answer(503, {}),
      answer(201, queued),
      answer(200, {...queued, state: 'running'}),
      answer(200, {...queued, state: 'review'}),
    ]
    const run = await client.start('poster', {prompt: 'a fox'}, {version: '2', key: 'k-1'})
    assert.equal((await client.waitRun(run.id)).state, 'review')
    assert.deepEqual(requests.map(({url}) => url), ['/v1/runs', '/v1/runs', '/v1/runs/run-1', '/v1/runs/run-1'])
  })

  test('a search reads page after page', async () => {
    steps = [
      answer(200, {items: [{id: 1}, {id: 2}], nextCursor: 'c&='}),
      answer(200, {items: [{id: 3}], nextCursor: null}),
    ]
    const found = []
    for await (const {id} of client.search({q: 'red fox', tag: ['a', 'b'], count: true})) found.push(id)
    assert.deepEqual(found, [1, 2, 3])
    assert.equal(requests[0].url, '/v1/artifacts?q=red+fox&tag=a&tag=b&count=true&limit=200')
    assert.match(requests[1].url, /&cursor=c%26%3D$/)
  })

  test('a download that breaks off leaves no file', async () => {
    const torn = (response) => {
      response.writeHead(200, {'Content-Length': '100'}).write('half')
      setTimeout(() => response.destroy(), 5)
    }
    steps = [torn, torn, torn, (response) => response.end('whole')]
    const folder = await mkdtemp(path.join(os.tmpdir(), 'runfolio-'))
    await client.download('artifact-1', path.join(folder, 'a.png'))
    assert.deepEqual(await readdir(folder), ['a.png'])
    assert.equal(await readFile(path.join(folder, 'a.png'), 'utf8'), 'whole')
    await rm(folder, {recursive: true})
  })
})
