#!/usr/bin/env bash
# The index: what one append costs at 10, 100,000 and 1,000,000 lines. index.sh [APPENDS]
set -euo pipefail
source "$(dirname "$0")/lib.sh"
rm -rf "$work/index"
java -Xmx512m -cp "$libraries" "$home/bench/index/MeasureIndex.java" "$work/index" "${1:-1000}"
rm -rf "$work/index"
machine
