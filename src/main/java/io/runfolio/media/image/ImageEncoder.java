package io.runfolio.media.image;

import java.util.Arrays;
import java.util.Optional;

/** Formats that derivatives are written in. */
enum ImageEncoder {
    WEBP("webp", "image/webp", 16_383),
    JPG("jpg", "image/jpeg", 65_500),
    PNG("png", "image/png", Integer.MAX_VALUE);

    private final String word;
    private final String mimeType;
    private final int longestSide;

    ImageEncoder(String word, String mimeType, int longestSide) {
        this.word = word;
        this.mimeType = mimeType;
        this.longestSide = longestSide;
    }

    /** Returns the encoder of a word of the derivative settings. */
    static Optional<ImageEncoder> of(String word) {
        return Arrays.stream(values()).filter(one -> one.word.equals(word)).findFirst();
    }

    /** Returns the extension without dot, which is also the settings' word. */
    String extension() {
        return word;
    }

    String mimeType() {
        return mimeType;
    }

    boolean holds(int width, int height) {
        return Math.max(width, height) <= longestSide;
    }
}
