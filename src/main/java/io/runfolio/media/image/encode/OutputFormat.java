package io.runfolio.media.image.encode;

import java.util.Arrays;
import java.util.Optional;

/** File formats of derivatives. */
public enum OutputFormat {
    WEBP("webp", "image/webp", 16_383),
    JPG("jpg", "image/jpeg", 65_500),
    PNG("png", "image/png", Integer.MAX_VALUE);

    private final String word;
    private final String mimeType;
    private final int maxSide;

    OutputFormat(String word, String mimeType, int maxSide) {
        this.word = word;
        this.mimeType = mimeType;
        this.maxSide = maxSide;
    }

    /** Returns the format of a word in the derivative settings. */
    public static Optional<OutputFormat> of(String word) {
        return Arrays.stream(values()).filter(one -> one.word.equals(word)).findFirst();
    }

    /** Returns the file name extension without dot, which is also the word of the settings. */
    public String extension() {
        return word;
    }

    public String mimeType() {
        return mimeType;
    }

    public boolean holds(int width, int height) {
        return Math.max(width, height) <= maxSide;
    }
}
