#!/usr/bin/env bash
# Commands by the start script against plain "java -jar", in turn. script.sh [ROUNDS]
# JAVA_HOME chooses the Java of both.
set -euo pipefail
source "$(dirname "$0")/lib.sh"
rounds=${1:-5}
folder=$work/script
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
trap 'rm -rf "$folder"' EXIT
rm -rf "$folder"
mkdir -p "$folder/inbox"
results=$folder/results
mkdir "$results"

by_jar() { "$java" -jar "$jar" "$@"; }
by_script() { "$home/bin/runfolio" "$@"; }

# Prints CPU and wall seconds of a worker from its start to the first line of the index.
first_line() { # command that starts Runfolio
    rm -rf "$folder/inbox" "$folder/outputs"
    mkdir -p "$folder/inbox"
    cp "$home/samples/events/01_image_with_reference.json" "$folder/inbox/event.json"
    local begun pid
    begun=$(date +%s%N)
    "$@" worker --inbox "$folder/inbox" --outputs "$folder/outputs" \
        --set runfolio.source-roots="$home/samples" >"$folder/log" 2>&1 &
    pid=$!
    until [ -s "$folder/outputs/index.jsonl" ]; do
        kill -0 "$pid" 2>/dev/null || { cat "$folder/log" >&2; exit 1; }
        sleep 0.01
    done
    local ended ticks
    ended=$(date +%s%N)
    ticks=$(awk '{ sub(/.*\) /, ""); print $12 + $13 }' "/proc/$pid/stat")
    echo "$begun $ended $ticks $(getconf CLK_TCK)" | awk '{ print $3 / $4, ($2 - $1) / 1e9 }'
    kill "$pid"
    wait "$pid" || true
}

measure() { # WAY COMMAND
    rm -rf "$folder/trial"
    case $2 in
        worker) if [ "$1" = by_jar ]; then first_line "$java" -jar "$jar"; else first_line "$home/bin/runfolio"; fi ;;
        demo) cost "$1" demo --into "$folder/trial" ;;
        list) cost "$1" list --outputs "$folder/made/outputs" ;;
        show) cost "$1" show "$run" --outputs "$folder/made/outputs" ;;
        submit)
            cost "$1" submit "$home/samples/events/04_failed_run.json" --inbox "$folder/trial/inbox" \
                --outputs "$folder/trial/outputs"
            ;;
        drain)
            mkdir -p "$folder/trial/inbox"
            cp "$home/samples/events/01_image_with_reference.json" "$folder/trial/inbox/event.json"
            cost "$1" worker --drain --inbox "$folder/trial/inbox" --outputs "$folder/trial/outputs" \
                --set runfolio.source-roots="$home/samples"
            ;;
    esac
}

# makes the archives of classes, too
by_script demo --into "$folder/made" >/dev/null
run=$(by_script list --outputs "$folder/made/outputs" --json | sed -n 's/.*"run_id" *: *"\([^"]*\)".*/\1/p' | head -n 1)
for _ in $(seq "$rounds"); do
    for command in demo list show submit drain worker; do
        for way in by_jar by_script; do
            measure $way $command >>"$results/$command-$way"
        done
    done
done

"$java" -version 2>&1 | head -n 1
echo
echo "| command | \`java -jar\`: CPU s | wall s | \`bin/runfolio\`: CPU s | wall s | CPU ratio | wall ratio |"
echo "|---|--:|--:|--:|--:|--:|--:|"
for command in demo list show submit drain worker; do
    case $command in
        drain) what="worker --drain, one event with two pictures" ;;
        worker) what="worker, to its first index line" ;;
        *) what=$command ;;
    esac
    echo "$(medians <"$results/$command-by_jar") $(medians <"$results/$command-by_script")" | awk -v what="$what" '{
        printf "| %s | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f |\n", what, $1, $2, $3, $4, $3 / $1, $4 / $2
    }'
done
machine
