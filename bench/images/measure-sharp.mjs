// The same work by sharp: one decode, web of it and thumb of the web picture, on one thread. Prints tool, picture, CPU and wall seconds.
import fs from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';

const [pictures, out, warmUps, rounds] = process.argv.slice(2);
fs.mkdirSync(out, { recursive: true });
sharp.concurrency(1);
sharp.cache(false);

async function derive(file, stem) {
  const { data, info } = await sharp(file)
    .rotate()
    .resize(1600, 1600, { fit: 'inside', withoutEnlargement: true })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const raw = { raw: { width: info.width, height: info.height, channels: info.channels } };
  await sharp(data, raw).webp({ quality: 82, effort: 4 }).toFile(path.join(out, `${stem}-web.webp`));
  await sharp(data, raw)
    .resize(384, 384, { fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 76, effort: 4 })
    .toFile(path.join(out, `${stem}-thumb.webp`));
}

const files = fs.readdirSync(pictures).filter((name) => !name.endsWith('.part')).sort();
for (let round = -Number(warmUps); round < Number(rounds); round++) {
  for (const name of files) {
    const stem = path.parse(name).name;
    const before = process.resourceUsage();
    const begun = process.hrtime.bigint();
    await derive(path.join(pictures, name), stem);
    const wall = Number(process.hrtime.bigint() - begun) / 1e9;
    const after = process.resourceUsage();
    const cpu = (after.userCPUTime + after.systemCPUTime - before.userCPUTime - before.systemCPUTime) / 1e6;
    if (round >= 0) console.log(`sharp\t${stem}\t${cpu.toFixed(4)}\t${wall.toFixed(4)}`);
  }
}
