#!/usr/bin/env bash
# A clip of a minute, encoded in chunks of 20 s and in one piece, in turn. chunks.sh [ROUNDS]
set -euo pipefail
source "$(dirname "$0")/lib.sh"
rounds=${1:-3}
clips=$work/chunks
mkdir -p "$clips"
command -v ffmpeg >/dev/null || { echo "chunks.sh needs an ffmpeg program" >&2; exit 4; }
[ -f "$clips/minute.mp4" ] || ffmpeg -v error -f lavfi -i "testsrc2=s=1920x1080:r=24:d=60" -f lavfi -i "sine=f=330:d=60" \
    -c:v libx264 -preset veryfast -crf 16 -g 48 -pix_fmt yuv420p -c:a aac -shortest "$clips/minute.mp4"

runfolio() { # length of a chunk, threads
    java -Xmx512m -cp "$libraries" "$home/bench/video/MeasureRunfolio.java" "$clips/minute.mp4" "$clips/out" 1 program \
        "runfolio.video.chunk-length=$1" "runfolio.video-threads=$2" runfolio.video.web-policy=always
}
size() { stat -c %s "$clips/out/web.mp4"; }

all=$(for _ in $(seq "$rounds"); do
    one=$(cost runfolio off 1)
    whole=$(size)
    cut=$(cost runfolio 20s 1)
    joined=$(size)
    echo "$one $cut $(cost runfolio 20s 2) $whole $joined" | tee -a "$work/chunks.rounds"
done | medians)

awk -v all="$all" 'BEGIN {
    split(all, m)
    print "| 1920x1080, 60 s | CPU s | wall s | CPU to one piece | size to one piece |"
    print "|---|--:|--:|--:|--:|"
    printf "| in one piece | %.1f | %.1f | 1.000 | 1.000 |\n", m[1], m[2]
    printf "| in chunks of 20 s | %.1f | %.1f | %.3f | %.3f |\n", m[3], m[4], m[3] / m[1], m[8] / m[7]
    printf "| in chunks of 20 s, two threads | %.1f | %.1f | %.3f | %.3f |\n", m[5], m[6], m[5] / m[1], m[8] / m[7]
}'
machine
