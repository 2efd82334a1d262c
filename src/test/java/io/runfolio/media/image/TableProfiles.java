package io.runfolio.media.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Writes ICC profiles of lookup tables in each of the three encodings, and gray ones.
 *
 * <p>ICC.1:2022, clauses 10.10 to 10.12. The tables follow a formula, so that a test can compute expected colors.
 */
public final class TableProfiles {
    /** Encodings of a table. */
    public enum Encoding {
        MFT1,
        MFT2,
        MAB
    }

    private static final double[] WHITE = {0.9642, 1, 0.8249};
    /** Primaries of Adobe RGB relative to D50, one per column. */
    private static final double[][] PRIMARIES = {
        {0.60974, 0.20528, 0.14919}, {0.31111, 0.62567, 0.06322}, {0.01947, 0.06087, 0.74457}
    };

    private TableProfiles() {}

    /** Returns an RGB profile of Adobe's primaries with a gamma of 2.2. */
    static byte[] rgb(Encoding encoding) {
        Map<String, byte[]> tags = new LinkedHashMap<>();
        tags.put("A2B0", table(encoding, 3, 21, TableProfiles::rgbLight));
        return profile("mntr", "RGB ", "Lab ", encoding == Encoding.MAB ? 4 : 2, tags);
    }

    /**
     * Returns a CMYK profile by {@link #inkLight}.
     *
     * <p>It asks for perceptual rendering; colorimetric rendering would give white.
     */
    public static byte[] cmyk(Encoding encoding) {
        Map<String, byte[]> tags = new LinkedHashMap<>();
        tags.put("A2B0", table(encoding, 4, 11, TableProfiles::inkLight));
        tags.put("A2B1", table(encoding, 4, 2, inks -> WHITE));
        return profile("prtr", "CMYK", "Lab ", encoding == Encoding.MAB ? 4 : 2, tags);
    }

    /** Returns a gray profile with a gamma. */
    static byte[] gray(double gamma) {
        Map<String, byte[]> tags = new LinkedHashMap<>();
        tags.put("kTRC", bytes("curv\0\0\0\0", 1, (int) Math.round(gamma * 256) << 16));
        return profile("mntr", "GRAY", "XYZ ", 2, tags);
    }

    /** Returns a gray profile that is connected by L*a*b*: its curve gives L*. */
    static byte[] lightness() {
        Map<String, byte[]> tags = new LinkedHashMap<>();
        tags.put("kTRC", bytes("curv\0\0\0\0", 0));
        return profile("mntr", "GRAY", "Lab ", 2, tags);
    }

    /** Returns XYZ relative to D50 of RGB samples from 0 to 1. */
    static double[] rgbLight(double... samples) {
        double[] xyz = new double[3];
        for (int row = 0; row < 3; row++) {
            for (int channel = 0; channel < 3; channel++) {
                xyz[row] += PRIMARIES[row][channel] * Math.pow(samples[channel], 2.2);
            }
        }
        return xyz;
    }

    /** Returns the color of CMYK from 0 (none) to 1: light through three filters in turn, and black. */
    public static double[] inkLight(double... inks) {
        double soot = 1 - 0.92 * inks[3];
        return rgbLight((1 - 0.9 * inks[0]) * soot, (1 - 0.85 * inks[1]) * soot, (1 - 0.8 * inks[2]) * soot);
    }

    /**
     * Returns XYZ relative to D50 as sRGB samples from 0 to 255. Follows IEC 61966-2-1, adapted by Bradford's method.
     */
    public static int[] srgb(double... xyz) {
        double[][] matrix = {
            {3.1338561, -1.6168667, -0.4906146}, {-0.9787684, 1.9161415, 0.0334540}, {0.0719453, -0.2289914, 1.4052427}
        };
        int[] samples = new int[3];
        for (int row = 0; row < 3; row++) {
            double light = matrix[row][0] * xyz[0] + matrix[row][1] * xyz[1] + matrix[row][2] * xyz[2];
            double tone = light <= 0.0031308 ? 12.92 * light : 1.055 * Math.pow(light, 1 / 2.4) - 0.055;
            samples[row] = (int) Math.max(0, Math.min(255, Math.round(tone * 255)));
        }
        return samples;
    }

    private static byte[] table(Encoding encoding, int channels, int grid, UnaryOperator<double[]> light) {
        ByteArrayOutputStream cells = new ByteArrayOutputStream();
        int count = (int) Math.pow(grid, channels);
        double[] samples = new double[channels];
        for (int cell = 0; cell < count; cell++) {
            int rest = cell;
            for (int channel = channels - 1; channel >= 0; channel--) {
                samples[channel] = (double) (rest % grid) / (grid - 1);
                rest /= grid;
            }
            double[] lab = lab(light.apply(samples));
            for (int at = 0; at < 3; at++) {
                double share = at == 0 ? lab[0] / 100 : (lab[at] + 128) / 255;
                int value = (int) Math.round(Math.max(0, Math.min(1, share))
                        * switch (encoding) {
                            case MFT1 -> 255;
                            case MFT2 -> 0xff00;
                            case MAB -> 0xffff;
                        });
                if (encoding != Encoding.MFT1) {
                    cells.write(value >> 8);
                }
                cells.write(value);
            }
        }
        byte[] head = {(byte) channels, 3, (byte) grid, 0};
        byte[] identity = bytes("", 65_536, 0, 0, 0, 65_536, 0, 0, 0, 65_536);
        return switch (encoding) {
            case MFT1 -> {
                byte[] ramps = new byte[256 * channels];
                for (int at = 0; at < ramps.length; at++) {
                    ramps[at] = (byte) at;
                }
                byte[] out = java.util.Arrays.copyOf(ramps, 768);
                yield joined(bytes("mft1\0\0\0\0"), head, identity, ramps, cells.toByteArray(), out);
            }
            case MFT2 -> {
                byte[] ramp = {0, 0, (byte) 0xff, (byte) 0xff};
                byte[] in = joined(java.util.Collections.nCopies(channels, ramp).toArray(byte[][]::new));
                byte[] out = joined(ramp, ramp, ramp);
                yield joined(
                        bytes("mft2\0\0\0\0"), head, identity, bytes("", 2 << 16 | 2), in, cells.toByteArray(), out);
            }
            case MAB -> {
                byte[] straight = bytes("curv\0\0\0\0", 0);
                byte[] points = new byte[20];
                java.util.Arrays.fill(points, 0, channels, (byte) grid);
                points[16] = 2;
                int last = 32 + 3 * straight.length;
                int curves = last + points.length + cells.size() + (4 - cells.size() % 4) % 4;
                byte[] padding = new byte[(4 - cells.size() % 4) % 4];
                byte[] in =
                        joined(java.util.Collections.nCopies(channels, straight).toArray(byte[][]::new));
                yield joined(
                        bytes("mAB \0\0\0\0"),
                        new byte[] {(byte) channels, 3, 0, 0},
                        bytes("", 32, 0, 0, last, curves),
                        joined(straight, straight, straight),
                        points,
                        cells.toByteArray(),
                        padding,
                        in);
            }
        };
    }

    private static double[] lab(double... xyz) {
        double[] f = new double[3];
        for (int at = 0; at < 3; at++) {
            double share = xyz[at] / WHITE[at];
            f[at] = share > 216 / 24_389.0 ? Math.cbrt(share) : (24_389 / 27.0 * share + 16) / 116;
        }
        return new double[] {116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])};
    }

    private static byte[] profile(String kind, String space, String connection, int version, Map<String, byte[]> tags) {
        int[] white = new int[3];
        for (int at = 0; at < 3; at++) {
            white[at] = (int) Math.round(WHITE[at] * 65_536);
        }
        tags.put("wtpt", bytes("XYZ \0\0\0\0", white));
        String name = "Test table";
        tags.put("desc", joined(bytes("desc\0\0\0\0", name.length() + 1), name.getBytes(ISO_8859_1), new byte[80]));
        tags.put("cprt", joined(bytes("text\0\0\0\0"), "none\0".getBytes(ISO_8859_1)));
        ByteArrayOutputStream entries = new ByteArrayOutputStream();
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        int start = 128 + 4 + 12 * tags.size();
        tags.forEach((tag, content) -> {
            entries.writeBytes(bytes(tag, start + data.size(), content.length));
            data.writeBytes(content);
            data.writeBytes(new byte[(4 - content.length % 4) % 4]);
        });
        ByteBuffer head = ByteBuffer.allocate(132);
        head.putInt(start + data.size()).putInt(0).putInt(version << 24);
        head.put((kind + space + connection).getBytes(ISO_8859_1));
        head.position(36).put("acsp".getBytes(ISO_8859_1));
        head.position(68).putInt(0xf6d6).putInt(0x10000).putInt(0xd32d);
        head.putInt(128, tags.size());
        return joined(head.array(), entries.toByteArray(), data.toByteArray());
    }

    private static byte[] bytes(String start, int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(start.length() + 4 * values.length);
        bytes.put(start.getBytes(ISO_8859_1));
        for (int value : values) {
            bytes.putInt(value);
        }
        return bytes.array();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
