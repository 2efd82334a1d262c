#!/usr/bin/env bash
# Writes the list of the classes that a worker loads ahead: those that its start to the first bundle with pictures takes from jars and from the JDK, in that order. To be called after libraries have changed.
set -euo pipefail
source "$(dirname "$0")/lib.sh"
list=io/runfolio/cli/classes-ahead.txt
folder=$work/classes
rm -rf "$folder"
mkdir -p "$folder/none/$(dirname "$list")" "$folder/inbox"
: >"$folder/none/$list" # found before the jar's: with it, nothing is loaded ahead
cp "$home/samples/events/01_image_with_reference.json" "$folder/inbox/event.json"
java -Xlog:class+load:file="$folder/loaded.log" -cp "$folder/none:$jar" io.runfolio.cli.RunfolioCommand worker --drain \
    --inbox "$folder/inbox" --outputs "$folder/outputs" --set runfolio.source-roots="$home/samples"
# classes of the JDK's own archive are there already; those that are made as the program runs cannot be loaded
awk '{ for (i = 2; i < NF; i++) if ($i == "source:" && $(i + 1) ~ /^(jrt:|file:)/) print $(i - 1) }' "$folder/loaded.log" |
    grep -vE 'Lambda|0x|\$Proxy' >"$home/src/main/resources/$list"
wc -l "$home/src/main/resources/$list"
