#!/usr/bin/env bash
# Clips: Runfolio against the same ffmpeg by hand, one decode for web and poster in both. video.sh [ROUNDS]
set -euo pipefail
source "$(dirname "$0")/lib.sh"
rounds=${1:-3}
clips=$work/video
mkdir -p "$clips"
command -v ffmpeg >/dev/null || { echo "video.sh needs an ffmpeg program to compare with" >&2; exit 4; }

make_clip() { # name, size, CRF
    [ -f "$clips/$1.mp4" ] || ffmpeg -v error -f lavfi -i "testsrc2=s=$2:r=30:d=4,noise=alls=12:allf=t:all_seed=7" \
        -f lavfi -i "sine=f=330:d=4" -c:v libx264 -preset veryfast -crf "$3" -pix_fmt yuv420p -c:a aac -shortest "$clips/$1.mp4"
}
make_clip transcode 1920x1080 16
make_clip web-ready 1280x720 32

by_hand() {
    ffmpeg -nostdin -v error -y -i "$1" -filter_complex \
        "[0:v]split[a][b];[a]scale=w=1280:h=-2:flags=bicubic:out_range=tv,setsar=1,format=yuv420p[web];[b]select='isnan(prev_selected_t)+gte(t-prev_selected_t,0.5)',scale=w=640:h=-2:flags=bicubic,setsar=1,format=rgb24[poster]" \
        -map '[web]' -map 0:a -c:v libx264 -preset medium -crf 23 -c:a aac -b:a 128000 -movflags +faststart "$clips/hand.mp4" \
        -map '[poster]' -frames:v 9 -fps_mode:v vfr -update 1 "$clips/hand.jpg"
}
runfolio() { # clip, times
    java -Xmx512m -cp "$libraries" "$home/bench/video/MeasureRunfolio.java" "$1" "$clips/out" "$2"
}

# by hand and by Runfolio in turn, as a machine has good and bad moments; of a process that makes three clips and one that makes
# one, the difference is two clips without the start of Java
measure() { # clip
    for _ in $(seq "$rounds"); do
        echo "$(cost by_hand "$1") $(cost runfolio "$1" 1) $(cost runfolio "$1" 3)" | awk '{ print $1, $2, ($5 - $3) / 2, ($6 - $4) / 2 }'
    done | medians
}
transcode=$(measure "$clips/transcode.mp4")
ready=$(measure "$clips/web-ready.mp4")

awk -v transcode="$transcode" -v ready="$ready" 'BEGIN {
    split(transcode, t); split(ready, r)
    print "| clip of 4 s | how | CPU s | wall s | CPU to ffmpeg by hand |"
    print "|---|---|--:|--:|--:|"
    printf "| 1920x1080, transcoded | ffmpeg by hand | %.2f | %.2f | 1.00 |\n", t[1], t[2]
    printf "| 1920x1080, transcoded | runfolio | %.2f | %.2f | %.2f |\n", t[3], t[4], t[3] / t[1]
    printf "| 1280x720, web-ready | ffmpeg by hand, transcoded | %.2f | %.2f | 1.00 |\n", r[1], r[2]
    printf "| 1280x720, web-ready | runfolio, repackaged | %.2f | %.2f | %.3f |\n", r[3], r[4], r[3] / r[1]
}'
machine
