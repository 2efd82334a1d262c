#!/usr/bin/env bash
# CPU of a worker that has just been started, as a whole process: 38 pictures of 235 MP, the start of Java included,
# against a sharp process that makes the same derivatives. The tools take turns. fresh.sh [ROUNDS]
# JAVA25_HOME names a JDK 25, which is then measured, too.
set -euo pipefail
source "$(dirname "$0")/lib.sh"
rounds=${1:-5}
folder=$work/fresh
pictures=$work/images/pictures
sharp=$home/bench/images
trap 'rm -rf "$folder"' EXIT

java -cp "$libraries" "$home/bench/images/MakePictures.java" "$pictures" >&2
if ! command -v npm >/dev/null; then
    echo "no npm: sharp is left out" >&2
elif [ ! -d "$sharp/node_modules/sharp" ]; then
    (cd "$sharp" && npm ci --ignore-scripts --no-audit --no-fund --silent) >&2
fi

# 15 pictures of 1 MP, 11 of 4 MP, 6 of 17 MP and 6 photographs of 12 MP, mixed
files=()
for number in $(seq 0 37); do
    case $((number * 15 % 38)) in
        [0-9] | 1[0-4]) files+=(png-1024.png) ;;
        1[5-9] | 2[0-5]) files+=(png-2048.png) ;;
        2[6-9] | 3[01]) files+=(png-4096.png) ;;
        *) files+=(jpeg-12mp.jpg) ;;
    esac
done

# Drains an inbox with an event for each picture: the command that starts Runfolio.
worker() {
    rm -rf "$folder"
    mkdir -p "$folder/inbox"
    local number=100
    for file in "${files[@]}"; do
        number=$((number + 1))
        printf '{"status":"succeeded","model_key":"bench","idempotency_key":"%s","outputs":[%s]}' "$number" \
            "{\"kind\":\"image\",\"source_path\":\"$file\",\"role\":\"output\"}" >"$folder/inbox/$number.json"
    done
    cost "$@" worker --drain --inbox "$folder/inbox" --outputs "$folder/outputs" \
        --set runfolio.source-roots="$pictures"
    [ "$(wc -l <"$folder/outputs/index.jsonl")" = 38 ] || { echo "not all pictures have a bundle" >&2; exit 1; }
}

by_sharp() {
    rm -rf "$folder"
    cost node "$sharp/fresh.mjs" "$folder/out" "${files[@]/#/$pictures/}"
}

ways=("java -jar")
commands=("java -jar $jar")
ways+=("bin/runfolio")
commands+=("$home/bin/runfolio")
if [ -n "${JAVA25_HOME:-}" ]; then
    ways+=("java -jar, Java 25" "bin/runfolio, Java 25")
    commands+=("$JAVA25_HOME/bin/java -jar $jar" "env JAVA_HOME=$JAVA25_HOME $home/bin/runfolio")
fi
results=$work/fresh-results
rm -rf "$results"
mkdir -p "$results"
worker "${commands[1]}" >/dev/null # makes the archive of classes
[ -z "${JAVA25_HOME:-}" ] || worker ${commands[3]} >/dev/null
for _ in $(seq "$rounds"); do
    [ ! -d "$sharp/node_modules/sharp" ] || by_sharp >>"$results/sharp"
    for way in "${!ways[@]}"; do
        worker ${commands[way]} >>"$results/$way"
    done
done

echo "| 38 pictures, 235 MP | CPU s | wall s | CPU to sharp's |"
echo "|---|--:|--:|--:|"
base=
[ ! -f "$results/sharp" ] || base=$(medians <"$results/sharp" | cut -d ' ' -f 1)
row() { # WHAT FILE
    medians <"$2" | awk -v what="$1" -v base="${base:-0}" '{
        printf "| %s | %.1f | %.1f | %s |\n", what, $1, $2, base > 0 ? sprintf("%.2f", $1 / base) : "–"
    }'
}
[ -z "$base" ] || row sharp "$results/sharp"
for way in "${!ways[@]}"; do
    row "worker --drain by ${ways[way]}" "$results/$way"
done
machine
