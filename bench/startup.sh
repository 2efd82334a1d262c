#!/usr/bin/env bash
# From the start of the process to the first line of the index, an event with a picture waiting. startup.sh [ROUNDS]
set -euo pipefail
source "$(dirname "$0")/lib.sh"
rounds=${1:-5}
folder=$work/startup

# Prints the seconds until the index has a line, and the CPU seconds until then: EVENT, then the command that starts the worker.
round() {
    local event=$1
    shift
    rm -rf "$folder"
    mkdir -p "$folder/inbox"
    cp "$event" "$folder/inbox/event.json"
    local begun pid
    begun=$(date +%s%N)
    java ${RUNFOLIO_JAVA_OPTIONS:--Xmx512m} "$@" >"$folder/log" 2>&1 &
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

row() { # WHAT, then as for round
    local what=$1 medians
    shift
    medians=$(for _ in $(seq "$rounds"); do round "$@"; done | medians)
    echo "| $what | ${medians/ / | } |"
}

runfolio=(-jar "$jar" worker --inbox "$folder/inbox" --outputs "$folder/outputs" --set runfolio.source-roots="$home/samples")
classes=$(mktemp -d)
trap 'rm -rf "$classes" "$folder"' EXIT
javac -proc:none -cp "$libraries" -d "$classes" "$home/bench/startup/BareWorker.java"

echo "| event | start to index line, median s | CPU s until then |"
echo "|---|--:|--:|"
row "two pictures (samples, event 01)" "$home/samples/events/01_image_with_reference.json" "${runfolio[@]}"
row "no file (samples, event 04)" "$home/samples/events/04_failed_run.json" "${runfolio[@]}"
row "no file; Camel alone: file, Jackson, seda, file, MBeans" "$home/samples/events/04_failed_run.json" -cp "$classes:$libraries" BareWorker "$folder"
machine
