#!/usr/bin/env bash
# Web and thumb of the four pictures inside one JVM, by JMH, with what is allocated. jmh.sh [JMH'S OPTIONS]
set -euo pipefail
source "$(dirname "$0")/lib.sh"
folder=$work/jmh
mkdir -p "$folder/classes"
java -cp "$libraries" "$home/bench/images/MakePictures.java" "$work/images/pictures" >&2
[ -d "$folder/lib" ] || "$home/mvnw" -q -B -f "$home/bench/jmh/pom.xml" dependency:copy-dependencies -DoutputDirectory="$folder/lib"
javac -cp "$libraries:$folder/lib/*" -d "$folder/classes" "$home/bench/jmh/PictureBenchmark.java"
java -Dpictures="$work/images/pictures" -Djava.awt.headless=true -cp "$folder/classes:$libraries:$folder/lib/*" \
    org.openjdk.jmh.Main -prof gc "$@"
machine
