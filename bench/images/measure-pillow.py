"""The same work by Pillow, as kie does it: a decode for each derivative, Lanczos, WebP at method 6. Prints tool, picture, CPU and wall seconds."""

import os
import sys
import time

from PIL import Image, ImageOps

pictures, out, warm_ups, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
os.makedirs(out, exist_ok=True)


def derive(file, stem):
    for name, side, quality in (("web", 1600, 82), ("thumb", 384, 76)):
        with Image.open(file) as opened:
            image = ImageOps.exif_transpose(opened).convert("RGB")
            image.thumbnail((side, side), Image.Resampling.LANCZOS)
            image.save(os.path.join(out, f"{stem}-{name}.webp"), "WEBP", quality=quality, method=6)


for round_number in range(-warm_ups, rounds):
    for name in sorted(os.listdir(pictures)):
        if name.endswith(".part"):
            continue
        stem = os.path.splitext(name)[0]
        cpu, wall = time.process_time(), time.perf_counter()
        derive(os.path.join(pictures, name), stem)
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        if round_number >= 0:
            print(f"pillow\t{stem}\t{cpu:.4f}\t{wall:.4f}", flush=True)
