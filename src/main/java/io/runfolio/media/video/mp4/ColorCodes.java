package io.runfolio.media.video.mp4;

import io.runfolio.media.video.probe.VideoTrack.ColorTags;

/** Color codes of ISO/IEC 23091-2, as in H.264 and the {@code colr} box. */
record ColorCodes(int primaries, int transfer, int matrix) {

    /**
     * Returns the codes in FFmpeg's names.
     *
     * @throws IllegalArgumentException if a code is not one of common SDR clips
     */
    ColorTags colour(String range) {
        return new ColorTags(range, word(matrix), transfer == 13 ? "iec61966-2-1" : curve(), word(primaries));
    }

    private String curve() {
        Mp4Boxes.require(transfer != 5); // FFmpeg has another name for this transfer
        return word(transfer);
    }

    private static String word(int code) {
        return switch (code) {
            case 1 -> "bt709";
            case 2 -> "";
            case 5 -> "bt470bg";
            case 6 -> "smpte170m";
            default -> throw new IllegalArgumentException("colour " + code);
        };
    }
}
