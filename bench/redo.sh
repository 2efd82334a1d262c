#!/usr/bin/env bash
# A job that makes the derivatives of a library again: outputs a second, memory, the delay of an event in the middle, a kill. redo.sh [OUTPUTS [folder | postgres [WORKERS]]]
set -euo pipefail
source "$(dirname "$0")/lib.sh"
outputs=${1:-10000}
way=${2:-folder}
workers=${3:-1}
folder=$work/redo
libs=$work/postgres
extension=$home/target/extensions/runfolio-postgres
pids=()
rm -rf "$folder"
mkdir -p "$folder/classes" "$folder/media" "$folder/inbox"
trap 'exec 3>&- || true; [ ${#pids[@]} -eq 0 ] || kill "${pids[@]}" 2>/dev/null || true' EXIT
java -cp "$libraries" "$home/bench/images/MakePictures.java" "$work/images/pictures" >&2
java -cp "$libraries" "$home/bench/redo/Shrink.java" "$work/images/pictures/png-1024.png" 256 "$folder/media/picture.png"

options=(--inbox "$folder/inbox" --outputs "$folder/outputs" --set runfolio.source-roots="$folder/media")
if [ "$way" = postgres ]; then
    [ -d "$extension" ] || { echo "build first: ./mvnw -f extensions/pom.xml -DskipTests package" >&2; exit 4; }
    [ -d "$libs" ] || "$home/mvnw" -q -B -f "$home/bench/postgres/pom.xml" dependency:copy-dependencies -DoutputDirectory="$libs"
    libraries="$libraries:$extension/*"
    javac -cp "$libraries:$libs/*" -d "$folder/classes" "$home/bench/coordination/Queue.java"
    coproc queue { java -Xmx1g -cp "$folder/classes:$libraries:$libs/*" Queue 2>"$folder/queue.log"; }
    exec 3>&"${queue[1]}" 4<&"${queue[0]}"
fi

ask() { # command
    echo "$*" >&3
    read -r answer <&4
    echo "$answer"
}

runfolio() { java -Xmx512m -cp "$libraries" io.runfolio.cli.RunfolioCommand "$@" "${options[@]}"; }

if [ "$way" = postgres ]; then
    url=$(ask schema "redo$RANDOM")
    options+=(--set runfolio.coordination=postgres --set runfolio.coordination.postgres.user=postgres
        --set runfolio.coordination.postgres.url="$url" --set runfolio.coordination.postgres.lease=5s)
fi

submit() { # events, key
    if [ "$way" = postgres ]; then
        ask fill "$folder/inbox" "$folder/outputs" "$1" picture.png "$2" >/dev/null
        return
    fi
    for i in $(seq "$1"); do
        printf '{"status":"succeeded","model_key":"bench","slug":"run %s","idempotency_key":"%s-%s","prompts":{"raw":"a picture to measure"},"outputs":[{"kind":"image","source_path":"picture.png","role":"output"}]}' \
            "$i" "$2" "$i" >"$folder/inbox/$2-$i.json.part"
        mv "$folder/inbox/$2-$i.json.part" "$folder/inbox/$2-$i.json"
    done
}

# not by the function, whose process in the background would be another one
start_worker() {
    java -Xmx512m -cp "$libraries" io.runfolio.cli.RunfolioCommand worker "${options[@]}" >>"$folder/worker.log" 2>&1 &
    pids+=($!)
}

lines() { wc -l <"$folder/outputs/index.jsonl"; }

# Submits an event, and prints the seconds to its line in the index.
delay() { # key
    local before begun
    before=$(lines)
    begun=$(date +%s%N)
    submit 1 "$1"
    until [ "$(lines)" -gt "$before" ]; do sleep 0.01; done
    echo "$begun $(date +%s%N)" | awk '{ printf "%.3f\n", ($2 - $1) / 1e9 }'
}

field() { # name
    runfolio redo --jobs --json 2>>"$folder/jobs.log" | tr -d ' ",' | awk -F: -v name="$1" '$1 == name { print $2; exit }'
}

# Prints the highest resident memory of the workers so far, in MB.
peak() {
    for pid in "${pids[@]}"; do
        awk '/VmHWM/ { print int($2 / 1024) }' "/proc/$pid/status" 2>/dev/null || true
    done | sort -n | tail -n 1
}

submit "$outputs" library
runfolio worker --drain >"$folder/drain.log" 2>&1 || { cat "$folder/drain.log" >&2; exit 1; }
for _ in $(seq "$workers"); do start_worker; done
for i in 1 2 3 4 5 6; do delay "idle$i"; done | tail -n 5 >"$folder/idle"

runfolio redo --queue --all --settings image_web_format=jpg --by bench >/dev/null
begun=$(date +%s%N)
until [ "$(field done)" -gt $((outputs / 10)) ]; do sleep 5; done
for i in 1 2 3 4 5; do delay "busy$i"; done >"$folder/busy"
highest=$(peak)
until [ "$(field done)" -gt $((outputs / 3)) ]; do sleep 5; done
if [ "$way" = folder ]; then
    kill -STOP "${pids[0]}"
    claimed=$(grep -c '"worker": "' "$folder"/outputs/.runfolio/jobs/*.json || true)
else
    claimed="up to $workers"
fi
kill -KILL "${pids[0]}"
wait "${pids[0]}" 2>/dev/null || true
unset 'pids[0]'
pids=("${pids[@]}")
start_worker
until [ "$(field state)" = "done" ]; do sleep 5; done
ended=$(date +%s%N)
highest=$({ echo "$highest"; peak; } | sort -n | tail -n 1)
redone=$(find "$folder/outputs" -name ledger.jsonl -exec cat {} + | grep -c '"redo"')
twice=$(find "$folder/outputs" -name ledger.jsonl -exec cat {} + | grep -o '"artifact_id": *"[^"]*"' | sort | uniq -d | wc -l)

echo "| a job of $(field outputs) outputs of 256 x 256, $way, $workers workers | |"
echo "|---|--:|"
echo "$begun $ended $outputs" | awk '{ s = ($2 - $1) / 1e9; printf "| outputs a second, with the kill | %.1f |\n| seconds | %.0f |\n", $3 / s, s }'
echo "| done, failed, skipped | $(field done), $(field failed), $(field skipped) |"
echo "| highest memory of a worker, MB (-Xmx512m) | $highest |"
echo "| an event without a job, seconds to its line | $(medians <"$folder/idle") |"
echo "| an event in the middle of the job | $(medians <"$folder/busy") (at most $(sort -n "$folder/busy" | tail -n 1)) |"
echo "| tasks in progress at the kill | $claimed |"
echo "| lines in the ledgers; outputs with two | $redone; $twice |"
runfolio verify 2>>"$folder/verify.log" | tail -n 5 || true
[ ${#pids[@]} -eq 0 ] || kill "${pids[@]}" 2>/dev/null || true
wait "${pids[@]}" 2>/dev/null || true
pids=()
rm -rf "$folder"
machine
