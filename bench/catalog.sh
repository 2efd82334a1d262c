#!/usr/bin/env bash
# The catalog: filling it, pages, search. catalog.sh [RUNS [BUNDLES [postgres | JDBC-URL [USER]]]]: "postgres" starts one for the while; the password of another is taken from RUNFOLIO_CATALOG_PASSWORD.
set -euo pipefail
source "$(dirname "$0")/lib.sh"
folder=$work/catalog
libs=$work/postgres
rm -rf "$folder"
mkdir -p "$folder/classes"
main=MeasureCatalog
if [ "${3:-}" = postgres ]; then
    main=WithPostgres
    [ -d "$libs" ] || "$home/mvnw" -q -B -f "$home/bench/postgres/pom.xml" dependency:copy-dependencies -DoutputDirectory="$libs"
    javac -cp "$libraries:$libs/*" -d "$folder/classes" "$home"/bench/catalog/*.java
else
    javac -cp "$libraries" -d "$folder/classes" "$home/bench/catalog/MeasureCatalog.java"
fi
# the runs that are put in from memory stand there, three times as much as they are in the database
java -Xmx4g -cp "$folder/classes:$libraries:$libs/*" "$main" "$folder" "${1:-100000}" "${2:-10000}" "${3:-}" "${4:-}"
rm -rf "$folder"
machine
