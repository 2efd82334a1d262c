package io.runfolio.media.image.colour;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Tags of an ICC profile: ICC.1:2022, clauses 7 and 10. Tags that point outside it are ignored. */
public final class IccProfile {
    private static final int HEADER_BYTES = 128;
    private static final int MAX_TAGS = 200;

    private final ByteBuffer profile;
    private final Map<String, ByteBuffer> tags = new HashMap<>();

    public IccProfile(byte[] bytes) {
        profile = ByteBuffer.wrap(bytes);
        if (bytes.length < HEADER_BYTES + 4) {
            return;
        }
        int count = Math.min(MAX_TAGS, profile.getInt(HEADER_BYTES));
        for (int tag = 0, at = HEADER_BYTES + 4; tag < count && at + 12 <= bytes.length; tag++, at += 12) {
            long start = profile.getInt(at + 4) & 0xffffffffL;
            long length = profile.getInt(at + 8) & 0xffffffffL;
            if (length >= 8 && start + length <= bytes.length) {
                tags.put(word(at), profile.slice((int) start, (int) length));
            }
        }
    }

    /** Returns the color space of the samples, such as {@code RGB} or {@code CMYK}; empty without a header. */
    public String colorSpace() {
        return profile.limit() < HEADER_BYTES ? "" : word(16).strip();
    }

    /** Returns whether the connection space is L*a*b*, not XYZ. */
    boolean isConnectedByLab() {
        return profile.limit() >= HEADER_BYTES && word(20).equals("Lab ");
    }

    boolean has(String tag) {
        return tags.containsKey(tag);
    }

    /** Returns an XYZ value. */
    Optional<double[]> xyz(String tag) {
        return Optional.ofNullable(tags.get(tag))
                .filter(data -> data.limit() >= 20)
                .map(data -> new double[] {fixed(data, 8), fixed(data, 12), fixed(data, 16)});
    }

    /** Returns a curve's value at each of 256 evenly spaced points from 0 to 1. */
    Optional<double[]> curve(String tag) {
        return Optional.ofNullable(tags.get(tag)).flatMap(IccProfile::curve);
    }

    /** Returns the display name of the profile. */
    public Optional<String> description() {
        ByteBuffer data = tags.get("desc");
        if (data == null || data.limit() < 28) {
            return Optional.empty();
        }
        boolean unicode = data.get(0) == 'm';
        int length = unicode ? data.getInt(20) : data.getInt(8);
        int start = unicode ? data.getInt(24) : 12;
        if (length < 1 || start < 0 || length > 500 || start > data.limit() - length) {
            return Optional.empty();
        }
        byte[] name = new byte[length];
        data.get(start, name);
        return Optional.of(new String(name, unicode ? UTF_16BE : ISO_8859_1)
                        .replaceAll("\\p{Cntrl}", " ")
                        .strip())
                .filter(text -> !text.isEmpty());
    }

    private static Optional<double[]> curve(ByteBuffer data) {
        if (data.limit() < 12) {
            return Optional.empty();
        }
        double[] curve = new double[256];
        if (data.getInt(0) == 0x63757276) {
            int count = data.getInt(8);
            if (count < 0 || 12 + 2L * count > data.limit()) {
                return Optional.empty();
            }
            for (int at = 0; at < 256; at++) {
                curve[at] = sampled(data, count, at / 255.0);
            }
            return Optional.of(curve);
        }
        int function = data.getShort(8);
        int[] parameters = {1, 3, 4, 5, 7};
        if (data.getInt(0) != 0x70617261
                || function < 0
                || function > 4
                || data.limit() < 12 + 4 * parameters[function]) {
            return Optional.empty();
        }
        double[] p = new double[7];
        for (int at = 0; at < parameters[function]; at++) {
            p[at] = fixed(data, 12 + 4 * at);
        }
        for (int at = 0; at < 256; at++) {
            curve[at] = parametric(function, p, at / 255.0);
        }
        return Optional.of(curve);
    }

    private static double sampled(ByteBuffer data, int count, double x) {
        if (count == 0) {
            return x;
        }
        if (count == 1) {
            return Math.pow(x, (data.getShort(12) & 0xffff) / 256.0);
        }
        double at = x * (count - 1);
        int low = Math.min(count - 2, (int) at);
        double below = (data.getShort(12 + 2 * low) & 0xffff) / 65_535.0;
        double above = (data.getShort(14 + 2 * low) & 0xffff) / 65_535.0;
        return below + (above - below) * (at - low);
    }

    /** Evaluates a parametric curve: ICC.1:2022, table 68; p holds g, a, b, c, d, e, f. */
    private static double parametric(int function, double[] p, double x) {
        return switch (function) {
            case 0 -> Math.pow(x, p[0]);
            case 1 -> x >= -p[2] / p[1] ? Math.pow(p[1] * x + p[2], p[0]) : 0;
            case 2 -> x >= -p[2] / p[1] ? Math.pow(p[1] * x + p[2], p[0]) + p[3] : p[3];
            case 3 -> x >= p[4] ? Math.pow(p[1] * x + p[2], p[0]) : p[3] * x;
            default -> x >= p[4] ? Math.pow(p[1] * x + p[2], p[0]) + p[5] : p[3] * x + p[6];
        };
    }

    private static double fixed(ByteBuffer data, int at) {
        return data.getInt(at) / 65_536.0;
    }

    private String word(int at) {
        return new String(profile.array(), at, 4, ISO_8859_1);
    }
}
