package io.runfolio.media.image.colour;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.nio.ByteBuffer;

/** Creates color spaces of ICC profiles for the platform's color management. */
final class PlatformColorSpace {
    private static final int CLASS = 12;
    private static final int INTENT = 64;
    private static final int HEADER_BYTES = 128;
    private static final byte[] PRINTER = "prtr".getBytes(US_ASCII);
    private static final byte[] DISPLAY = "mntr".getBytes(US_ASCII);
    /** Rendering intent "relative colorimetric": ICC.1:2022, table 23. */
    private static final int COLORIMETRIC = 1;

    private PlatformColorSpace() {}

    /**
     * Returns the color space of a profile.
     *
     * <p>Java renders printer profiles colorimetrically, whatever intent they name, which turns black into gray.
     * Display profiles are rendered perceptually, as browsers and other libraries do with both. So a printer profile of
     * another intent is declared as a display profile.
     *
     * @throws IllegalArgumentException if the profile is invalid
     */
    static ICC_ColorSpace space(byte[] profile) {
        byte[] handed = profile;
        if (profile.length >= HEADER_BYTES
                && ByteBuffer.wrap(PRINTER).equals(ByteBuffer.wrap(profile, CLASS, PRINTER.length))
                && ByteBuffer.wrap(profile).getInt(INTENT) != COLORIMETRIC) {
            handed = profile.clone();
            System.arraycopy(DISPLAY, 0, handed, CLASS, DISPLAY.length);
        }
        return new ICC_ColorSpace(ICC_Profile.getInstance(handed));
    }
}
