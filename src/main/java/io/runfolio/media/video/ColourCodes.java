package io.runfolio.media.video;

import io.runfolio.media.video.VideoTrack.Colour;

/** Numbers of ISO/IEC 23091-2 for colours, as H.264 and the {@code colr} box have them. Only those of everyday clips have a word here. */
record ColourCodes(int primaries, int transfer, int matrix) {

    /**
     * Returns them in FFmpeg's words.
     *
     * @throws IllegalArgumentException if one is not of everyday clips, such as those of HDR
     */
    Colour colour(String range) {
        return new Colour(range, word(matrix), transfer == 13 ? "iec61966-2-1" : curve(), word(primaries));
    }

    private String curve() {
        Mp4Boxes.require(transfer != 5); // another word than for the other two
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
