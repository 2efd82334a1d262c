#!/usr/bin/env bash
# Clips: Runfolio, on the ffmpeg program and on the bundled libraries, against the same work by ffmpeg by hand, one decode for web
# and poster in all. video.sh [ROUNDS]
set -euo pipefail
source "$(dirname "$0")/lib.sh"
rounds=${1:-3}
clips=$work/video
mkdir -p "$clips"
command -v ffmpeg >/dev/null || { echo "video.sh needs an ffmpeg program to compare with" >&2; exit 4; }

make_clip() { # name, size, CRF, seconds
    [ -f "$clips/$1.mp4" ] || ffmpeg -v error -f lavfi -i "testsrc2=s=$2:r=30:d=$4,noise=alls=12:allf=t:all_seed=7" \
        -f lavfi -i "sine=f=330:d=$4" -c:v libx264 -preset veryfast -crf "$3" -pix_fmt yuv420p -c:a aac -shortest "$clips/$1.mp4"
}
make_clip transcode 1920x1080 16 4
make_clip web-ready 1280x720 32 4
make_clip web-ready-long 1280x720 32 20

by_hand() {
    ffmpeg -nostdin -v error -y -i "$1" -filter_complex \
        "[0:v]split[a][b];[a]scale=w=1280:h=-2:flags=bicubic:out_range=tv,setsar=1,format=yuv420p[web];[b]select='isnan(prev_selected_t)+gte(t-prev_selected_t,0.5)',scale=w=640:h=-2:flags=bicubic,setsar=1,format=rgb24[poster]" \
        -map '[web]' -map 0:a -c:v libx264 -preset medium -crf 23 -c:a aac -b:a 128000 -movflags +faststart "$clips/hand.mp4" \
        -map '[poster]' -frames:v 9 -fps_mode:v vfr -update 1 "$clips/hand.jpg"
}
runfolio() { # engine, clip, times
    java -Xmx512m -cp "$libraries" "$home/bench/video/MeasureRunfolio.java" "$2" "$clips/out" "$3" "$1"
}

# by hand and by Runfolio in turn, as a machine has good and bad moments; of a process that makes several clips more than another,
# the difference is these clips without the start of Java
measure() { # clip, how many more
    for _ in $(seq "$rounds"); do
        local hand engine
        hand=$(cost by_hand "$1")
        for engine in program embedded; do
            echo "$(cost runfolio "$engine" "$1" 1) $(cost runfolio "$engine" "$1" $(($2 + 1)))" |
                awk -v more="$2" '{ print ($3 - $1) / more, ($4 - $2) / more }' >"$work/$engine"
        done
        echo "$hand $(cat "$work/program") $(cat "$work/embedded")"
    done | medians
}
transcode=$(measure "$clips/transcode.mp4" 2)
ready=$(measure "$clips/web-ready.mp4" 10)
long=$(measure "$clips/web-ready-long.mp4" 10)
start=$(cost ffmpeg -version)

awk -v transcode="$transcode" -v ready="$ready" -v long="$long" -v start="$start" '
    function row(clip, how, at, of) { printf "| %s | %s | %.2f | %.2f | %.3f |\n", clip, how, of[at], of[at + 1], of[at] / of[1] }
    BEGIN {
        split(transcode, t); split(ready, r); split(long, l); split(start, s)
        print "| clip | how | CPU s | wall s | CPU to ffmpeg by hand |"
        print "|---|---|--:|--:|--:|"
        row("1920x1080, 4 s, transcoded", "ffmpeg by hand", 1, t)
        row("1920x1080, 4 s, transcoded", "runfolio, ffmpeg program", 3, t)
        row("1920x1080, 4 s, transcoded", "runfolio, bundled libraries", 5, t)
        row("1280x720, 4 s, web-ready", "ffmpeg by hand, transcoded", 1, r)
        row("1280x720, 4 s, web-ready", "runfolio, ffmpeg program, repackaged", 3, r)
        row("1280x720, 4 s, web-ready", "runfolio, bundled libraries, repackaged", 5, r)
        printf "| none | ffmpeg -version: the start of the program | %.2f | %.2f | %.3f of the 4 s of 720p |\n", s[1], s[2], s[1] / r[1]
        row("1280x720, 20 s, web-ready", "ffmpeg by hand, transcoded", 1, l)
        row("1280x720, 20 s, web-ready", "runfolio, ffmpeg program, repackaged", 3, l)
        row("1280x720, 20 s, web-ready", "runfolio, bundled libraries, repackaged", 5, l)
    }'
machine
