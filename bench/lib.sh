# What the measuring scripts share; sourced by them.
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=${BENCH_WORK:-$home/bench/work}
jar=$home/target/runfolio.jar
libraries="$jar:$home/target/lib/*"
[ -f "$jar" ] || { echo "build first: ./mvnw -q -DskipTests package" >&2; exit 4; }

# Runs a command and prints its CPU seconds (user and system, its children's too) and wall seconds; what it prints itself goes to a log.
cost() {
    local TIMEFORMAT='%U %S %R'
    { time "$@" >"$work/last.log" 2>&1; } 2>"$work/cost" || { cat "$work/last.log" >&2; return 1; }
    awk '{ printf "%.3f %.3f\n", $1 + $2, $3 }' "$work/cost"
}

# Prints the medians of the columns of standard input.
medians() {
    awk '{ for (i = 1; i <= NF; i++) v[i, NR] = $i; n = NF }
        END {
            for (i = 1; i <= n; i++) {
                for (a = 1; a < NR; a++) for (b = a + 1; b <= NR; b++)
                    if (v[i, b] < v[i, a]) { t = v[i, a]; v[i, a] = v[i, b]; v[i, b] = t }
                m = NR % 2 ? v[i, (NR + 1) / 2] : (v[i, NR / 2] + v[i, NR / 2 + 1]) / 2
                printf "%s%.3f", (i > 1 ? " " : ""), m
            }
            print ""
        }'
}

machine() {
    echo
    echo "$(nproc) processors; load while measuring: $(cut -d' ' -f1-3 /proc/loadavg 2>/dev/null || echo unknown)"
}
