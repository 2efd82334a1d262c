/** The client against a real worker. */
import assert from 'node:assert/strict'
import {execFile} from 'node:child_process'
import {createHash, randomBytes} from 'node:crypto'
import {copyFile, readFile} from 'node:fs/promises'
import path from 'node:path'
import {after, before, describe, test} from 'node:test'
import {fileURLToPath} from 'node:url'
import {promisify} from 'node:util'
import {Client, Inbox, record} from '../runfolio.mjs'
import {breakingProxy} from './proxy.mjs'
import {isBuilt, picture, startWorker} from './worker.mjs'

const SOON = 60_000

describe('a real worker', {skip: isBuilt ? false : 'target/runfolio.jar is not built'}, () => {
  let worker
  let client
  let source

  before(async () => {
    worker = await startWorker()
    client = new Client(worker.url)
    source = path.join(worker.renders, 'bloom.png')
    await copyFile(picture, source)
  })

  after(() => worker?.close())

  test('a run in the queue folder becomes a bundle', async () => {
    const given = {model: 'flux-dev', to: worker.inbox, prompt: 'A violet flower', options: {seed: 42}}
    const run = await record(given, (run) => run.addOutput(source))
    const {runId} = await client.wait(run.eventId, SOON)
    const found = await client.run(runId)
    assert.equal(found.status, 'succeeded')
    assert.equal(found.prompts.raw, 'A violet flower')
    assert.equal(found.artifacts[0].facts.seed, '42')
    assert.deepEqual(found.warnings, [])
  })

  test('a posted run is found and its file comes back unchanged', async () => {
    const event = {status: 'succeeded', model_key: 'sdxl', prompts: {raw: 'A quiet harbour'}, tags: ['posted']}
    const outputs = [{kind: 'image', source_path: source, role: 'output'}]
    const {eventId} = await client.submit({...event, outputs})
    await client.wait(eventId, SOON)
    const found = []
    for await (const artifact of client.search({q: 'harbour', tag: ['posted']}, 5)) found.push(artifact)
    assert.equal(found.length, 1)
    const copy = path.join(worker.folder, 'copy.png')
    await client.download(found[0].id, copy)
    assert.deepEqual(await readFile(copy), await readFile(picture))
    assert.equal((await client.artifact(found[0].id)).status, 'review')
  })

  for (const formLimit of [32 << 20, 0]) {
    test(`a run brings its files along, with a form limit of ${formLimit}`, async () => {
      const to = new Client(worker.url, {formLimit})
      const run = await record({model: 'container', to}, (run) => {
        run.addInput(Buffer.from('look at this'), {filename: 'notes.txt'})
        run.addOutput(picture)
      })
      const {runId} = await client.wait(run.eventId, SOON)
      const found = await client.run(runId)
      assert.deepEqual(found.errors, [])
      const [{media}] = found.artifacts
      assert.equal(media.filename, 'bloom_a.png')
      assert.equal(media.sha256, createHash('sha256').update(await readFile(picture)).digest('hex'))
      assert.equal(found.inputs[0].media.bytes, 12)
    })
  }

  test('an upload goes on after a broken connection', async () => {
    const proxy = await breakingProxy(worker.url, 1 << 20)
    const through = new Client(proxy.url, {retry: {first: 50}})
    assert.match(await through.upload(randomBytes(3 << 20), 'noise.bin'), /^upload:[0-9a-f]{32}$/)
    assert.equal(proxy.broken(), 1)
    await proxy.close()
    await assert.rejects(client.upload(path.join(worker.renders, 'none.png')), /cannot be read/)
  })

  test('an exception becomes a failed run with its message', async () => {
    let eventId
    const fails = record({model: 'flux-dev', to: worker.inbox}, (run) => {
      eventId = run.eventId
      throw new RangeError('out of paint')
    })
    await assert.rejects(fails, RangeError)
    const {runId} = await client.wait(eventId, SOON)
    assert.deepEqual((await client.run(runId)).errors, ['RangeError: out of paint'])
  })

  test('a refusal names the field', async () => {
    await assert.rejects(client.submit({status: 'succeeded', model_key: 7}), {status: 422, message: /model_key/})
    const {eventId} = await new Inbox(worker.inbox).submit({status: 'running', model_key: 'x'})
    await assert.rejects(client.wait(eventId, SOON), {name: 'RefusedError', code: 'not_final'})
    await assert.rejects(client.state('no such/event'), {status: 404})
  })

  test('the example reports its run', async () => {
    const example = fileURLToPath(new URL('../examples/generate.mjs', import.meta.url))
    const env = {...process.env, RUNFOLIO_INBOX: worker.inbox, RUNFOLIO_URL: ''}
    const args = [example, 'a violet garden', path.join(worker.renders, 'garden.png')]
    const {stdout} = await promisify(execFile)(process.execPath, args, {env})
    const {runId} = await client.wait(stdout.trim(), SOON)
    const [artifact] = (await client.run(runId)).artifacts
    assert.equal(artifact.media.width, 512)
  })
})
