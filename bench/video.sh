#!/usr/bin/env bash
# Clips: Runfolio against the same ffmpeg by hand, one decode for web and poster in both. video.sh [ROUNDS]
set -euo pipefail
source "$(dirname "$0")/lib.sh"
rounds=${1:-3}
clips=$work/video
mkdir -p "$clips"
command -v ffmpeg >/dev/null || { echo "video.sh needs an ffmpeg program to compare with" >&2; exit 4; }

make_clip() { # name, size, CRF
    [ -f "$clips/$1.mp4" ] || ffmpeg -v error -f lavfi -i "testsrc2=s=$2:r=30:d=8,noise=alls=12:allf=t:all_seed=7" \
        -f lavfi -i "sine=f=330:d=8" -c:v libx264 -preset veryfast -crf "$3" -pix_fmt yuv420p -c:a aac -shortest "$clips/$1.mp4"
}
make_clip transcode 1920x1080 16
make_clip web-ready 1280x720 32

by_hand() {
    ffmpeg -nostdin -v error -y -i "$1" -filter_complex \
        "[0:v]split[a][b];[a]scale=w=1280:h=-2:flags=bicubic:out_range=tv,setsar=1,format=yuv420p[web];[b]select='isnan(prev_selected_t)+gte(t-prev_selected_t,1)',scale=w=640:h=-2:flags=bicubic,setsar=1,format=rgb24[poster]" \
        -map '[web]' -map 0:a -c:v libx264 -preset medium -crf 23 -c:a aac -b:a 128000 -movflags +faststart "$clips/hand.mp4" \
        -map '[poster]' -frames:v 9 -fps_mode:v vfr -update 1 "$clips/hand.jpg"
}
runfolio() { # clip, times
    java -Xmx512m -cp "$libraries" "$home/bench/video/MeasureRunfolio.java" "$1" "$clips/out" "$2"
}

# of a process that makes three clips and one that makes one, the difference is two clips without the start of Java
one_clip() {
    for _ in $(seq "$rounds"); do
        echo "$(cost runfolio "$1" 1) $(cost runfolio "$1" 3)" | awk '{ print ($3 - $1) / 2, ($4 - $2) / 2 }'
    done | medians
}
hand=$(for _ in $(seq "$rounds"); do cost by_hand "$clips/transcode.mp4"; done | medians)
transcode=$(one_clip "$clips/transcode.mp4")
remux=$(one_clip "$clips/web-ready.mp4")
hand_ready=$(for _ in $(seq "$rounds"); do cost by_hand "$clips/web-ready.mp4"; done | medians)

awk -v hand="$hand" -v transcode="$transcode" -v remux="$remux" -v ready="$hand_ready" 'BEGIN {
    split(hand, h); split(transcode, t); split(remux, r); split(ready, y)
    print "| clip of 8 s | how | CPU s | wall s | CPU to ffmpeg by hand |"
    print "|---|---|--:|--:|--:|"
    printf "| 1920x1080, transcoded | ffmpeg by hand | %.2f | %.2f | 1.00 |\n", h[1], h[2]
    printf "| 1920x1080, transcoded | runfolio | %.2f | %.2f | %.2f |\n", t[1], t[2], t[1] / h[1]
    printf "| 1280x720, web-ready | ffmpeg by hand, transcoded | %.2f | %.2f | 1.00 |\n", y[1], y[2]
    printf "| 1280x720, web-ready | runfolio, repackaged | %.2f | %.2f | %.2f |\n", r[1], r[2], r[1] / y[1]
}'
machine
