#!/usr/bin/env bash
# From the start of the process to the first line of the index, an event with a picture waiting. startup.sh [ROUNDS]
set -euo pipefail
source "$(dirname "$0")/lib.sh"
rounds=${1:-5}
folder=$work/startup

round() { # event
    rm -rf "$folder"
    mkdir -p "$folder/inbox"
    cp "$1" "$folder/inbox/event.json"
    local begun pid
    begun=$(date +%s%N)
    java ${RUNFOLIO_JAVA_OPTIONS:--Xmx512m} -jar "$jar" worker --inbox "$folder/inbox" --outputs "$folder/outputs" \
        --set runfolio.source-roots="$home/samples" >"$folder/log" 2>&1 &
    pid=$!
    until [ -s "$folder/outputs/index.jsonl" ]; do
        kill -0 "$pid" 2>/dev/null || { cat "$folder/log" >&2; exit 1; }
        sleep 0.01
    done
    local ended ticks
    ended=$(date +%s%N)
    ticks=$(awk '{ sub(/.*\) /, ""); print $12 + $13 }' "/proc/$pid/stat")
    echo "$begun $ended $ticks $(getconf CLK_TCK)" | awk '{ print ($2 - $1) / 1e9, $3 / $4 }'
    kill "$pid"
    wait "$pid" || true
}

echo "| event | start to index line, median s | CPU s until then |"
echo "|---|--:|--:|"
picture=$(for _ in $(seq "$rounds"); do round "$home/samples/events/01_image_with_reference.json"; done | medians)
echo "| two pictures (samples, event 01) | ${picture/ / | } |"
failed=$(for _ in $(seq "$rounds"); do round "$home/samples/events/04_failed_run.json"; done | medians)
echo "| no file (samples, event 04) | ${failed/ / | } |"
rm -rf "$folder"
machine
