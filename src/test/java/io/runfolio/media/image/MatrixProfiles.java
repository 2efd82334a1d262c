package io.runfolio.media.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Writes ICC profiles of three primaries, and a gamma or, for 0, the curve of sRGB.
 *
 * <p>Primaries are the published ones, adapted to D50.
 */
public final class MatrixProfiles {
    private static final double[] DISPLAY_P3 = {0.5151, 0.2412, -0.0011, 0.2919, 0.6922, 0.0419, 0.1572, 0.0666, 0.7841
    };
    private static final double[] ADOBE_RGB = {
        0.60974, 0.31111, 0.01947, 0.20528, 0.62567, 0.06087, 0.14919, 0.06322, 0.74457
    };
    private static final double[] PROPHOTO = {0.79767, 0.28804, 0, 0.13519, 0.71188, 0, 0.03134, 0.00009, 0.82491};

    private MatrixProfiles() {}

    /** Returns the sRGB color of 8-bit samples by the formula of the profile: curve, matrix, curve of sRGB. */
    public static int[] srgb(byte[] profile, int... samples) {
        boolean p3 = Arrays.equals(profile, displayP3());
        boolean adobe = Arrays.equals(profile, adobeRgb());
        double[] primaries = p3 ? DISPLAY_P3 : adobe ? ADOBE_RGB : PROPHOTO;
        double[] xyz = new double[3];
        for (int channel = 0; channel < 3; channel++) {
            double share = samples[channel] / 255.0;
            double light = p3
                    ? share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4)
                    : Math.pow(share, adobe ? 563 / 256.0 : 461 / 256.0);
            for (int row = 0; row < 3; row++) {
                xyz[row] += primaries[3 * channel + row] * light;
            }
        }
        return TableProfiles.srgb(xyz);
    }

    public static byte[] displayP3() {
        return matrix("Display P3", 0, DISPLAY_P3);
    }

    public static byte[] adobeRgb() {
        return matrix("Adobe RGB (1998)", 2.19921875, ADOBE_RGB);
    }

    static byte[] proPhoto() {
        return matrix("ProPhoto RGB", 1.8, PROPHOTO);
    }

    private static byte[] matrix(String name, double gamma, double[] primaries) {
        byte[] text = name.getBytes(ISO_8859_1);
        int desc = 92 + (text.length + 3) / 4 * 4;
        int tags = 9;
        int start = 128 + 4 + 12 * tags;
        int curve = gamma == 0 ? 32 : 14;
        int length = start + desc + 4 * 20 + (curve + 3) / 4 * 4;
        ByteBuffer profile = ByteBuffer.allocate(length);
        profile.putInt(length).putInt(0).putInt(0x02400000).put("mntrRGB XYZ ".getBytes(ISO_8859_1));
        profile.position(36).put("acsp".getBytes(ISO_8859_1));
        profile.position(68).putInt(0xf6d6).putInt(0x10000).putInt(0xd32d);
        profile.position(128).putInt(tags);
        entry(profile, "desc", start, desc);
        int at = start + desc;
        for (String tag : new String[] {"rXYZ", "gXYZ", "bXYZ", "wtpt"}) {
            entry(profile, tag, at, 20);
            at += 20;
        }
        for (String tag : new String[] {"rTRC", "gTRC", "bTRC"}) {
            entry(profile, tag, at, curve);
        }
        entry(profile, "cprt", start, desc);
        profile.position(start)
                .put("desc\0\0\0\0".getBytes(ISO_8859_1))
                .putInt(text.length + 1)
                .put(text);
        profile.position(start + desc);
        double[] white = {0.9642, 1, 0.8249};
        for (int row = 0; row < 4; row++) {
            profile.put("XYZ \0\0\0\0".getBytes(ISO_8859_1));
            for (int column = 0; column < 3; column++) {
                double value = row < 3 ? primaries[3 * row + column] : white[column];
                profile.putInt((int) Math.round(value * 65_536));
            }
        }
        if (gamma == 0) {
            profile.put("para\0\0\0\0\0\3\0\0".getBytes(ISO_8859_1));
            for (double parameter : new double[] {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045}) {
                profile.putInt((int) Math.round(parameter * 65_536));
            }
            return profile.array();
        }
        profile.put("curv\0\0\0\0".getBytes(ISO_8859_1)).putInt(1).putShort((short) Math.round(gamma * 256));
        return profile.array();
    }

    private static void entry(ByteBuffer profile, String tag, int start, int length) {
        profile.put(tag.getBytes(ISO_8859_1)).putInt(start).putInt(length);
    }
}
