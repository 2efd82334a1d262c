/**
 * Reports a run of a generator. Needs RUNFOLIO_URL (and RUNFOLIO_TOKEN), or RUNFOLIO_INBOX.
 *
 *     RUNFOLIO_INBOX=inbox node clients/node/examples/generate.mjs "a violet garden" renders/garden.png
 */
import {randomInt} from 'node:crypto'
import {writeFile} from 'node:fs/promises'
import {deflateSync} from 'node:zlib'
import {record} from '../runfolio.mjs'

const [prompt, picture] = process.argv.slice(2)
if (!picture) {
  console.error('usage: generate.mjs PROMPT PICTURE')
  process.exit(2)
}
const options = {seed: randomInt(2 ** 32), width: 512, height: 320}
const run = await record({model: 'gradient-1', prompt, options, taskMode: 'text_to_image'}, async (run) => {
  await writeFile(picture, generate(options))
  run.addOutput(picture, {metadata: {seed: options.seed}})
})
console.log(run.eventId)

/** Returns a PNG with a gradient: put your generator here. */
function generate({seed, width, height}) {
  const row = (y) => Buffer.concat([Buffer.from([0]), Buffer.alloc(width * 3, Buffer.from([seed, seed >> 8, y]))])
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const rows = Buffer.concat(Array.from({length: height}, (_, y) => row(y)))
  const chunks = [chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), ...chunks])
}

function chunk(name, data) {
  const body = Buffer.concat([Buffer.from(name), data])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length, 0)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}

function crc32(data) {
  let crc = ~0
  for (const byte of data) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return ~crc >>> 0
}
