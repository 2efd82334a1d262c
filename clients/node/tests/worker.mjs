/** Starts a real worker for the tests, from the jar of the build. */
import {spawn} from 'node:child_process'
import {existsSync} from 'node:fs'
import {mkdir, mkdtemp, realpath, rm} from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import {createInterface} from 'node:readline'
import {fileURLToPath} from 'node:url'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const jar = process.env.RUNFOLIO_JAR ?? path.join(root, 'target', 'runfolio.jar')

export const isBuilt = existsSync(jar)
export const picture = path.join(root, 'samples', 'media', 'bloom_a.png')

/** Starts a worker with HTTP on a free port. Its source root is the folder `renders`. */
export async function startWorker(...settings) {
  const folder = await realpath(await mkdtemp(path.join(os.tmpdir(), 'runfolio-client-')))
  const worker = {folder, inbox: path.join(folder, 'inbox'), renders: path.join(folder, 'renders'), url: ''}
  await mkdir(worker.renders)
  const all = [
    `runfolio.source-roots=${worker.renders}`,
    'runfolio.poll-interval=50ms',
    'runfolio.http.port=0',
    'runfolio.http.management-port=0',
    ...settings,
  ]
  const java = ['-Xmx256m', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-jar', jar]
  const args = ['worker', '--http', '--inbox', worker.inbox, '--outputs', path.join(folder, 'outputs')]
  const child = spawn('java', [...java, ...args, ...all.flatMap((setting) => ['--set', setting])], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  worker.close = async () => {
    child.kill()
    await ended
    await rm(folder, {recursive: true})
  }
  const lines = []
  for await (const line of createInterface({input: child.stderr})) {
    lines.push(line)
    const address = /the API and the gallery are at (http:\S+?)\/ /.exec(line)
    if (address) {
      child.stderr.resume()
      return {...worker, url: address[1]}
    }
  }
  throw new Error('the worker did not start:\n' + lines.join('\n'))
}
