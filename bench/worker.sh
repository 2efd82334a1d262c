#!/usr/bin/env bash
# The whole worker: runs a minute and peak memory for mixed runs, against a loop that calls sharp and ffmpeg; and what a run costs without media. worker.sh [RUNS]
set -euo pipefail
source "$(dirname "$0")/lib.sh"
runs=${1:-500}
folder=$work/worker
media=$folder/media
rm -rf "$folder/inbox" "$folder/outputs" "$folder/plain"
mkdir -p "$media" "$folder/inbox"

java -cp "$libraries" "$home/bench/images/MakePictures.java" "$work/images/pictures" >&2
cp "$work/images/pictures/png-1024.png" "$media/picture.png"
[ -f "$media/clip.mp4" ] || ffmpeg -v error -f lavfi -i "testsrc2=s=1440x810:r=24:d=2,noise=alls=8:allf=t:all_seed=7" \
    -c:v libx264 -preset veryfast -crf 16 -pix_fmt yuv420p "$media/clip.mp4"

# of ten runs seven gave a picture, one a clip, two nothing
event() { # number, outputs
    printf '{"status":"succeeded","model_key":"bench","slug":"run %s","idempotency_key":"bench-%s","prompts":{"raw":"a picture to measure"},"outputs":[%s]}' "$1" "$1" "$2"
}
picture='{"kind":"image","source_path":"picture.png","role":"output"}'
clip='{"kind":"video","source_path":"clip.mp4","role":"output"}'
kind() { case $(($1 % 10)) in 0) echo clip ;; 1 | 2) echo nothing ;; *) echo picture ;; esac }
for i in $(seq "$runs"); do
    case $(kind "$i") in clip) files=$clip ;; picture) files=$picture ;; *) files= ;; esac
    event "$i" "$files" >"$folder/inbox/$i.json"
done

# Drains an inbox; prints CPU seconds with children, wall seconds and the worker's own peak of resident memory in MB.
drain() { # inbox, outputs
    /usr/bin/time -f '%U %S %e' -o "$work/time" java ${RUNFOLIO_JAVA_OPTIONS:--Xmx512m} -jar "$jar" worker --drain \
        --inbox "$1" --outputs "$2" --set runfolio.source-roots="$media" >"$work/last.log" 2>&1 &
    local timer=$! java=none peak=0 key value
    # nothing is started for it, as that would take from what is measured; the highest mark stays, so a look a second will do
    while kill -0 "$timer" 2>/dev/null; do
        read -r java _ <"/proc/$timer/task/$timer/children" || true
        while read -r key value _; do
            [ "$key" != VmHWM: ] || peak=$((value / 1024))
        done <"/proc/${java:-none}/status" || true
        sleep 1
    done 2>/dev/null
    wait "$timer" || { cat "$work/last.log" >&2; exit 1; }
    awk -v peak="$peak" '{ printf "%.3f %.3f %d\n", $1 + $2, $3, peak }' "$work/time"
}

read -r cpu wall peak <<<"$(drain "$folder/inbox" "$folder/outputs")"
lines=$(wc -l <"$folder/outputs/index.jsonl")
[ "$lines" = "$runs" ] || { echo "$lines of $runs runs have an index line" >&2; exit 1; }
echo "| $runs runs: 70 % a PNG of 1 MP, 10 % a clip of 2 s, 20 % nothing | runs a minute | CPU s | wall s | peak RSS MB, children apart |"
echo "|---|--:|--:|--:|--:|"
echo "$runs $cpu $wall $peak" | awk '{ printf "| runfolio worker --drain, its start included | %.0f | %.1f | %.1f | %d |\n", $1 * 60 / $3, $2, $3, $4 }'

if [ -d "$home/bench/images/node_modules/sharp" ]; then
    read -r cpu wall <<<"$(cost node "$home/bench/images/loop.mjs" "$media" "$folder/plain" "$runs")"
    echo "$runs $cpu $wall" | awk '{ printf "| a loop over sharp and ffmpeg: derivatives alone, one after another | %.0f | %.1f | %.1f | – |\n", $1 * 60 / $3, $2, $3 }'
fi

# the difference of a long and a short inbox is what a run without media costs
empty() { # runs
    rm -rf "$folder/inbox" "$folder/outputs"
    mkdir -p "$folder/inbox"
    for i in $(seq "$1"); do event "$i" '' >"$folder/inbox/$i.json"; done
    drain "$folder/inbox" "$folder/outputs"
}
few=$(empty 1000)
many=$(empty 4000)
echo
echo "$few $many" | awk '{ printf "A run without media: %.2f ms CPU, %.2f ms wall (4,000 runs against 1,000).\n", ($4 - $1) / 3, ($5 - $2) / 3 }'
rm -rf "$folder/inbox" "$folder/outputs" "$folder/plain"
machine
