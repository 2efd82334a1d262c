// Calls a worker with the generated TypeScript client. Arguments: URL of the worker, a picture below its source roots.
import { ArtifactsApi, Configuration, EventsApi, ResponseError, RunsApi } from './index.js'

declare const process: { argv: string[] }
declare function setTimeout(call: () => void, milliseconds: number): void

const [, , basePath, picture] = process.argv
const configuration = new Configuration({ basePath })
const events = new EventsApi(configuration)
const runs = new RunsApi(configuration)
const artifacts = new ArtifactsApi(configuration)

const outputs = [{ kind: 'image', source_path: picture, role: 'output' }]
const event = { status: 'succeeded', modelKey: 'generated-typescript', options: { seed: 42 }, outputs }
const { eventId } = await events.submitEvent({ event, idempotencyKey: 'typescript-1' })
let state = await events.getEvent({ eventId })
while (state.state !== 'bundled') {
  await pause()
  state = await events.getEvent({ eventId })
}
const run = await found(() => runs.getRun({ runId: state.runId ?? '' }))
check('artifacts' in run && run.model === 'generated-typescript', 'the model')
const [artifact] = 'artifacts' in run ? run.artifacts : []
check(artifact.facts.seed === '42', 'the seed')
const original = await artifacts.getArtifactContent({ id: artifact.id, view: 'original' })
check(original.size === artifact.media?.bytes, 'the size of the original')
try {
  await artifacts.getArtifact({ id: 'artifact-ffffffffffffffff' })
  check(false, 'an unknown artifact')
} catch (error) {
  check(error instanceof ResponseError && error.response.status === 404, 'the error')
}
console.log('TypeScript: a run was sent, read and downloaded')

async function found<T>(read: () => Promise<T>): Promise<T> {
  // the catalog follows the bundles within a second
  for (;;) {
    try {
      return await read()
    } catch (error) {
      check(error instanceof ResponseError && error.response.status === 404, 'the run')
      await pause()
    }
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 100))
}

function check(isRight: boolean, what: string): void {
  if (!isRight) throw new Error(`not as expected: ${what}`)
}
