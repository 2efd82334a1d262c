#!/usr/bin/env bash
# What PostgreSQL as coordination and a broker cost, against folders: CPU for each run, and a queue with many events. coordination.sh [RUNS [WAITING]]
set -euo pipefail
source "$(dirname "$0")/lib.sh"
runs=${1:-400}
waiting=${2:-100000}
folder=$work/coordination
libs=$work/postgres
broker=$work/artemis
extension=$home/target/extensions/runfolio-postgres
jms=$home/target/extensions/runfolio-jms
[ -d "$extension" ] && [ -d "$jms" ] || { echo "build first: ./mvnw -f extensions/pom.xml -DskipTests package" >&2; exit 4; }
rm -rf "$folder"
mkdir -p "$folder/classes" "$folder/media" "$folder/artemis"
[ -d "$libs" ] || "$home/mvnw" -q -B -f "$home/bench/postgres/pom.xml" dependency:copy-dependencies -DoutputDirectory="$libs"
[ -d "$broker" ] || "$home/mvnw" -q -B -f "$home/bench/artemis/pom.xml" dependency:copy-dependencies -DoutputDirectory="$broker"
java -cp "$libraries" "$home/bench/images/MakePictures.java" "$work/images/pictures" >&2
cp "$work/images/pictures/png-1024.png" "$folder/media/picture.png"
javac -cp "$libraries:$libs/*" -d "$folder/classes" "$home/bench/coordination/Queue.java"
javac -cp "$broker/*" -d "$folder/classes" "$home/bench/coordination/Broker.java"
mkfifo "$folder/queue.in" "$folder/queue.out" "$folder/broker.in" "$folder/broker.out"
java -Xmx1g -cp "$folder/classes:$libraries:$extension/*:$libs/*" Queue \
    <"$folder/queue.in" >"$folder/queue.out" 2>"$folder/queue.log" &
java -Xmx1g -cp "$folder/classes:$broker/*" Broker "$folder/artemis" \
    <"$folder/broker.in" >"$folder/broker.out" 2>"$folder/broker.log" &
exec 3>"$folder/queue.in" 4<"$folder/queue.out" 5>"$folder/broker.in" 6<"$folder/broker.out"
trap 'exec 3>&- 5>&-' EXIT

ask() { # command
    echo "$*" >&3
    read -r answer <&4
    echo "$answer"
}

ask_broker() { # command
    echo "$*" >&5
    read -r answer <&6
    echo "$answer"
}

ticks=$(getconf CLK_TCK)
database=$(ask pid)
# Prints the CPU seconds of the database server: its first process with the children that have ended, and those alive.
database_cpu() {
    cat /proc/[0-9]*/stat 2>/dev/null | sed 's/(.*)/-/' \
        | awk -v p="$database" -v t="$ticks" '$1 == p { s += $14 + $15 + $16 + $17 } $4 == p { s += $14 + $15 } END { printf "%.3f", s / t }'
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
postgres=()
by_postgres() { # runs, picture
    fresh
    new_schema
    ask fill "$folder/inbox" "$folder/outputs" "$1" ${2:+picture.png} >/dev/null
    drain "${postgres[@]}"
}

new_schema() {
    schemas=$((schemas + 1))
    postgres=(--set runfolio.coordination=postgres --set runfolio.coordination.postgres.user=postgres
        --set runfolio.coordination.postgres.url="$(ask schema "s$RANDOM$schemas")")
}

# Runs a worker until the index has a number of lines, and stops it. Prints what drain prints.
work_until() { # lines, further options
    local lines=$1 timed
    shift
    /usr/bin/time -f '%U %S %e %M' -o "$work/time" java -Xmx512m -cp "$libraries:$extension/*:$jms/*" \
        io.runfolio.cli.RunfolioCommand worker --inbox "$folder/inbox" --outputs "$folder/outputs" \
        --set runfolio.source-roots="$folder/media" "${postgres[@]}" "$@" >"$work/last.log" 2>&1 &
    timed=$!
    until [ "$(cat "$folder/outputs/index.jsonl" 2>/dev/null | wc -l)" -ge "$lines" ]; do
        kill -0 "$timed" || { cat "$work/last.log" >&2; exit 1; }
        sleep 0.2
    done
    pkill -TERM -P "$timed"
    wait "$timed" || true
    awk '/^[0-9]/ { printf "%.3f %.3f %d\n", $1 + $2, $3, $4 / 1024 }' "$work/time"
}

by_broker() { # runs, picture
    fresh
    new_schema
    local queue=q$RANDOM$schemas
    ask_broker send "$queue" "$1" ${2:+picture.png} >/dev/null
    work_until "$1" --set runfolio.intake.jms.url="$(ask_broker url)" --set runfolio.intake.jms.queue="$queue"
}

database_use() {
    echo "$(database_cpu) $(ask sql "SELECT xact_commit FROM pg_stat_database WHERE datname = 'postgres'")"
}

# The difference of many runs and few leaves out the start of the process. Prints CPU ms of the worker and the database server, and transactions.
each() { # way, picture
    local few many before between
    before=$(database_use)
    few=$("$1" $((runs / 4)) "${2:-}")
    between=$(database_use)
    many=$("$1" "$runs" "${2:-}")
    echo "$few $many $runs $before $between $(database_use)" | awk '{
        n = $7 - int($7 / 4)
        printf "%.3f %.3f %.1f\n", ($4 - $1) * 1000 / n, (($12 - $10) - ($10 - $8)) * 1000 / n, (($13 - $11) - ($11 - $9)) / n }'
}

: >"$folder/results"
for _ in 1 2 3; do
    for way in by_folder by_postgres by_broker; do
        echo "$way picture $(each "$way" picture)" >>"$folder/results"
        echo "$way none $(each "$way")" >>"$folder/results"
    done
done
echo "| a run with | by | CPU ms of the worker | ratio | CPU ms of the database server | transactions |"
echo "|---|---|--:|--:|--:|--:|"
for kind in picture none; do
    base=
    for way in by_folder by_postgres by_broker; do
        read -r cpu server commits <<<"$(awk -v k="$kind" -v w="$way" '$1 == w && $2 == k { print $3, $4, $5 }' "$folder/results" | medians)"
        base=${base:-$cpu}
        echo "$kind $way $cpu $base $server $commits" | awk '{
            printf "| %s | %s | %.1f | %.2f | %s |\n", $1 == "none" ? "no file" : "a PNG of 1 MP",
                $2 == "by_folder" ? "folders" : $2 == "by_postgres" ? "PostgreSQL" : "Artemis and PostgreSQL", $3, $3 / $4,
                $2 == "by_folder" ? "- | -" : sprintf("%.1f | %.1f", $5, $6) }'
    done
done

if [ "$waiting" -gt 0 ]; then
    fresh
    new_schema
    ask fill "$folder/inbox" "$folder/outputs" "$waiting" >/dev/null
    taken=$((waiting / 40))
    read -r cpu wall peak <<<"$(work_until "$taken")"
    rate=$(ask fill "$folder/inbox" "$folder/outputs" "$taken" - more)
    echo
    echo "$waiting $taken $rate $wall $peak" | awk '{
        printf "While %d events wait: 4 threads submit %d a second; a worker bundles %.0f a second, its start included, with %d MB at most.\n", $1, $3, $2 / $4, $5 }'
fi
rm -rf "$folder"
machine
