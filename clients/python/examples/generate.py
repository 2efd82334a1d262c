"""Reports a run of a generator. Needs RUNFOLIO_URL (and RUNFOLIO_TOKEN), or RUNFOLIO_INBOX.

    RUNFOLIO_INBOX=inbox python3 clients/python/examples/generate.py "a violet garden" renders/garden.png
"""

from __future__ import annotations

import random
import struct
import sys
import zlib
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import runfolio


def main(prompt: str, picture: str) -> None:
    options = {"seed": random.randrange(1 << 32), "width": 512, "height": 320}
    with runfolio.Run("gradient-1", prompt=prompt, options=options, task_mode="text_to_image", tags=["example"]) as run:
        Path(picture).write_bytes(generate(**options))
        run.add_output(picture, metadata={"seed": options["seed"]})
    print(run.event_id)


def generate(seed: int, width: int, height: int) -> bytes:
    """Returns a PNG with a gradient between two colours: put your generator here."""
    dice = random.Random(seed)
    first, last = ([dice.randrange(256) for _ in range(3)] for _ in range(2))
    rows = bytearray()
    for y in range(height):
        colour = bytes(a + (b - a) * y // height for a, b in zip(first, last))
        rows += b"\0" + colour * width
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(rows))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: generate.py PROMPT PICTURE")
    main(*sys.argv[1:])
