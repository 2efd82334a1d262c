// Web and thumb of each picture, as measure-sharp.mjs makes them, in a process of its own: FOLDER FILE…
import fs from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';

const [out, ...files] = process.argv.slice(2);
fs.mkdirSync(out, { recursive: true });
sharp.concurrency(1);
sharp.cache(false);

let number = 0;
for (const file of files) {
  number += 1;
  const { data, info } = await sharp(file)
    .rotate()
    .resize(1600, 1600, { fit: 'inside', withoutEnlargement: true })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const raw = { raw: { width: info.width, height: info.height, channels: info.channels } };
  await sharp(data, raw).webp({ quality: 82, effort: 4 }).toFile(path.join(out, `${number}-web.webp`));
  await sharp(data, raw)
    .resize(384, 384, { fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 76, effort: 4 })
    .toFile(path.join(out, `${number}-thumb.webp`));
}
