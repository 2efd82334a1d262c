#!/usr/bin/env bash
# How long an event of a killed worker waits for another one, in leases. takeover.sh [ROUNDS [LEASE_SECONDS]]
set -euo pipefail
source "$(dirname "$0")/lib.sh"
rounds=${1:-7}
lease=${2:-5}
folder=$work/takeover
libs=$work/postgres
extension=$home/target/extensions/runfolio-postgres
[ -d "$extension" ] || { echo "build first: ./mvnw -f extensions/pom.xml -DskipTests package" >&2; exit 4; }
rm -rf "$folder"
mkdir -p "$folder/classes" "$folder/media"
[ -d "$libs" ] || "$home/mvnw" -q -B -f "$home/bench/postgres/pom.xml" dependency:copy-dependencies -DoutputDirectory="$libs"
# a clip that takes minutes, so that its worker is killed in the middle
ffmpeg -v error -f lavfi -i testsrc2=size=1280x720:rate=30 -t 300 -c:v mpeg4 -q:v 5 "$folder/media/clip.mp4"
javac -cp "$libraries:$libs/*" -d "$folder/classes" "$home/bench/coordination/Queue.java"
mkfifo "$folder/queue.in" "$folder/queue.out"
java -cp "$folder/classes:$libraries:$extension/*:$libs/*" Queue <"$folder/queue.in" >"$folder/queue.out" 2>"$folder/queue.log" &
exec 3>"$folder/queue.in" 4<"$folder/queue.out"
workers=()
trap 'kill -9 "${workers[@]}" 2>/dev/null; exec 3>&-' EXIT

ask() { # command
    echo "$*" >&3
    read -r answer <&4
    echo "$answer"
}

start() { # name; sets $started
    java -Xmx512m -cp "$libraries:$extension/*" io.runfolio.cli.RunfolioCommand worker --inbox "$folder/inbox" \
        --outputs "$folder/outputs" --set runfolio.source-roots="$folder/media" --set runfolio.coordination=postgres \
        --set runfolio.coordination.postgres.user=postgres --set runfolio.coordination.postgres.url="$url" \
        --set runfolio.coordination.postgres.lease="${lease}s" --set runfolio.video.chunk-length=off \
        >"$folder/$1.log" 2>&1 &
    started=$!
    workers+=("$started")
}

until_sql() { # query, value
    until [ "$(ask sql "$1")" = "$2" ]; do sleep 0.05; done
}

for round in $(seq "$rounds"); do
    rm -rf "$folder/inbox" "$folder/outputs"
    mkdir -p "$folder/inbox"
    rm -f "$folder"/*.log
    workers=()
    url=$(ask schema "t$RANDOM$round")
    ask fill "$folder/inbox" "$folder/outputs" 1 clip.mp4 >/dev/null
    start first
    first=$started
    until_sql "SELECT attempts FROM runfolio_events" 1
    start second
    until grep -q "taking events" "$folder/second.log"; do sleep 0.05; done
    sleep "0.$((RANDOM % 10))" # heartbeats of the first one are anywhere in their period
    kill -9 "$first"
    killed=$(date +%s.%N)
    until_sql "SELECT attempts FROM runfolio_events" 2
    echo "$killed $(date +%s.%N) $lease" | awk '{ printf "%.3f\n", ($2 - $1) / $3 }'
    kill -9 "$started"
    wait "$first" "$started" 2>/dev/null || true
    pkill -9 -f "$folder/outputs" || true
done | tee "$folder/leases"
echo "median of $rounds: $(medians <"$folder/leases") leases of $lease s; most: $(sort -n "$folder/leases" | tail -n 1)"
machine
