#!/usr/bin/env bash
# The catalog: filling it, pages, search. catalog.sh [RUNS [BUNDLES [JDBC-URL [USER]]]]; the password is taken from RUNFOLIO_CATALOG_PASSWORD.
set -euo pipefail
source "$(dirname "$0")/lib.sh"
rm -rf "$work/catalog"
java -Xmx1g -cp "$libraries" "$home/bench/catalog/MeasureCatalog.java" "$work/catalog" "${1:-100000}" "${2:-10000}" "${3:-}" "${4:-}"
rm -rf "$work/catalog"
machine
