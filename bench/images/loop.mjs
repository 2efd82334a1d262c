// The same mix of runs without a worker: sharp and ffmpeg called one after another, derivatives and nothing else.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';

const [media, out, runs] = process.argv.slice(2);
sharp.cache(false);
for (let run = 1; run <= Number(runs); run++) {
  const folder = path.join(out, String(run));
  fs.mkdirSync(folder, { recursive: true });
  const kind = run % 10;
  if (kind === 1 || kind === 2) continue;
  const source = path.join(media, kind === 0 ? 'clip.mp4' : 'picture.png');
  fs.copyFileSync(source, path.join(folder, path.basename(source)));
  if (kind === 0) {
    execFileSync('ffmpeg', ['-nostdin', '-v', 'error', '-y', '-i', source, '-filter_complex',
      "[0:v]split[a][b];[a]scale=1280:-2:flags=bicubic,format=yuv420p[web];[b]select='isnan(prev_selected_t)+gte(t-prev_selected_t,0.25)',scale=640:-2:flags=bicubic[poster]",
      '-map', '[web]', '-c:v', 'libx264', '-preset', 'medium', '-crf', '23', '-movflags', '+faststart', path.join(folder, 'web.mp4'),
      '-map', '[poster]', '-frames:v', '9', '-fps_mode:v', 'vfr', '-update', '1', path.join(folder, 'poster.jpg')]);
    continue;
  }
  const { data, info } = await sharp(source)
    .resize(1600, 1600, { fit: 'inside', withoutEnlargement: true })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const raw = { raw: { width: info.width, height: info.height, channels: info.channels } };
  await sharp(data, raw).webp({ quality: 82, effort: 4 }).toFile(path.join(folder, 'web.webp'));
  await sharp(data, raw).resize(384, 384, { fit: 'inside' }).webp({ quality: 76, effort: 4 }).toFile(path.join(folder, 'thumb.webp'));
}
