#!/usr/bin/env bash
# What PostgreSQL as coordination costs a worker, against folders: CPU for each run, and a queue with many events. coordination.sh [RUNS [WAITING]]
set -euo pipefail
source "$(dirname "$0")/lib.sh"
runs=${1:-400}
waiting=${2:-100000}
folder=$work/coordination
libs=$work/postgres
extension=$home/target/extensions/runfolio-postgres
[ -d "$extension" ] || { echo "build first: ./mvnw -f extensions/pom.xml -DskipTests package" >&2; exit 4; }
rm -rf "$folder"
mkdir -p "$folder/classes" "$folder/media"
[ -d "$libs" ] || "$home/mvnw" -q -B -f "$home/bench/postgres/pom.xml" dependency:copy-dependencies -DoutputDirectory="$libs"
java -cp "$libraries" "$home/bench/images/MakePictures.java" "$work/images/pictures" >&2
cp "$work/images/pictures/png-1024.png" "$folder/media/picture.png"
javac -cp "$libraries:$libs/*" -d "$folder/classes" "$home/bench/coordination/Queue.java"
coproc queue { java -Xmx1g -cp "$folder/classes:$libraries:$extension/*:$libs/*" Queue 2>"$folder/queue.log"; }
exec 3>&"${queue[1]}" 4<&"${queue[0]}"
trap 'exec 3>&-' EXIT

ask() { # command
    echo "$*" >&3
    read -r answer <&4
    echo "$answer"
}

# Drains a queue, and prints CPU and wall seconds and the peak of resident memory in MB.
drain() { # further options
    /usr/bin/time -f '%U %S %e %M' -o "$work/time" java -Xmx512m -cp "$libraries:$extension/*" \
        io.runfolio.cli.RunfolioCommand worker --drain --inbox "$folder/inbox" --outputs "$folder/outputs" \
        --set runfolio.source-roots="$folder/media" "$@" >"$work/last.log" 2>&1 || { cat "$work/last.log" >&2; exit 1; }
    awk '{ printf "%.3f %.3f %d\n", $1 + $2, $3, $4 / 1024 }' "$work/time"
}

fresh() {
    rm -rf "$folder/inbox" "$folder/outputs"
    mkdir -p "$folder/inbox"
}

by_folder() { # runs, picture
    fresh
    local output=
    [ -z "${2:-}" ] || output='{"kind":"image","source_path":"picture.png","role":"output"}'
    for i in $(seq "$1"); do
        printf '{"status":"succeeded","model_key":"bench","slug":"run %s","idempotency_key":"bench-%s","prompts":{"raw":"a picture to measure"},"outputs":[%s]}' \
            "$i" "$i" "$output" >"$folder/inbox/$i.json"
    done
    drain
}

schemas=0
by_postgres() { # runs, picture
    fresh
    schemas=$((schemas + 1))
    local url
    url=$(ask schema "s$RANDOM$schemas")
    ask fill "$folder/inbox" "$folder/outputs" "$1" ${2:+picture.png} >/dev/null
    drain --set runfolio.coordination=postgres --set runfolio.coordination.postgres.user=postgres \
        --set runfolio.coordination.postgres.url="$url"
}

# The difference of many runs and few leaves out the start of the process.
each() { # way, picture
    local few many
    few=$("$1" $((runs / 4)) "${2:-}")
    many=$("$1" "$runs" "${2:-}")
    echo "$few $many $runs" | awk '{ n = $7 - int($7 / 4); printf "%.3f %.3f\n", ($4 - $1) * 1000 / n, ($5 - $2) * 1000 / n }'
}

: >"$folder/results"
for _ in 1 2 3; do
    for way in by_folder by_postgres; do
        echo "$way picture $(each "$way" picture)" >>"$folder/results"
        echo "$way none $(each "$way")" >>"$folder/results"
    done
done
echo "| a run with | folders: CPU ms | PostgreSQL: CPU ms of the worker | ratio |"
echo "|---|--:|--:|--:|"
for kind in picture none; do
    read -r plain _ <<<"$(awk -v k="$kind" '$1 == "by_folder" && $2 == k { print $3, $4 }' "$folder/results" | medians)"
    read -r shared _ <<<"$(awk -v k="$kind" '$1 == "by_postgres" && $2 == k { print $3, $4 }' "$folder/results" | medians)"
    echo "$kind $plain $shared" | awk '{ printf "| %s | %.1f | %.1f | %.2f |\n", $1 == "none" ? "no file" : "a PNG of 1 MP", $2, $3, $3 / $2 }'
done

if [ "$waiting" -gt 0 ]; then
    fresh
    url=$(ask schema "waiting$RANDOM")
    rate=$(ask fill "$folder/inbox" "$folder/outputs" "$waiting")
    read -r cpu wall peak <<<"$(drain --set runfolio.coordination=postgres --set runfolio.coordination.postgres.user=postgres \
        --set runfolio.coordination.postgres.url="$url")"
    echo
    echo "$waiting $rate $cpu $wall $peak" | awk '{ printf "%d events: %d a second were accepted by 4 threads; one worker bundled %.0f a second, with %d MB at most.\n", $1, $2, $1 / $4, $5 }'
fi
rm -rf "$folder"
machine
