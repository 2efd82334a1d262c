package io.runfolio.media.image;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.nio.ByteBuffer;

/** Colour profiles for the platform's colour management. */
final class PlatformProfile {
    private static final int CLASS = 12;
    private static final int INTENT = 64;
    private static final int HEADER_BYTES = 128;
    private static final byte[] PRINTER = "prtr".getBytes(US_ASCII);
    private static final byte[] DISPLAY = "mntr".getBytes(US_ASCII);
    /** Relative colorimetric (ICC.1:2022, table 23). */
    private static final int COLORIMETRIC = 1;

    private PlatformProfile() {}

    /**
     * Returns the colour space of a profile. Java renders from a printer's profile colorimetrically, whatever the profile asks for, which makes black a gray; from a display's profile it renders perceptually, as browsers and
     * other libraries do from both. So a printer's profile that does not ask for the former is handed over as a display's.
     *
     * @throws IllegalArgumentException if it is none
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
