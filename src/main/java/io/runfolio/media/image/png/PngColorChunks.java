package io.runfolio.media.image.png;

import io.runfolio.media.ByteSource;
import io.runfolio.media.image.colour.CodedColorSpace;
import io.runfolio.media.image.colour.Primaries;
import java.io.IOException;
import java.util.Optional;

/**
 * Color space of a PNG by its chunks: PNG 3rd edition, section 4.3.
 *
 * <p>{@code cICP} takes precedence over {@code iCCP}, that over {@code sRGB}, that over {@code gAMA} and {@code cHRM}.
 * The first chunk of each kind counts.
 */
final class PngColorChunks {
    private static final double UNIT = 100_000;
    /** Smallest gamma of a picture; others are ignored. */
    private static final double MIN_GAMMA = 0.2;

    private static final double MAX_GAMMA = 5;
    private static final int UNSPECIFIED = 2;

    private Optional<CodedColorSpace> codes = Optional.empty();
    private boolean srgb;
    private double gamma;
    private Optional<Primaries> primaries = Optional.empty();

    void chunk(String type, ByteSource file, long start, long length) throws IOException {
        switch (type) {
            case "cICP" -> {
                // samples of a PNG are RGB, so a chunk with another matrix is invalid
                if (codes.isEmpty() && length >= 4 && file.u8(start + 2) == 0) {
                    codes = named(file.u8(start), file.u8(start + 1), file.u8(start + 3) == 0);
                }
            }
            case "sRGB" -> srgb = true;
            case "gAMA" -> {
                if (gamma == 0 && length >= 4) {
                    gamma = UNIT / Math.max(1, file.u32(start));
                }
            }
            default -> {
                if (primaries.isEmpty() && length >= 32) {
                    primaries = Optional.of(chromaticities(file, start))
                            .filter(found -> found.toSrgb().isPresent());
                }
            }
        }
    }

    /** Returns the space; empty if it is sRGB or a profile's. */
    Optional<CodedColorSpace> found(boolean profile) {
        if (codes.isPresent() || profile || srgb) {
            return codes;
        }
        boolean curved = gamma >= MIN_GAMMA && gamma <= MAX_GAMMA;
        if (!curved && primaries.isEmpty()) {
            return Optional.empty();
        }
        CodedColorSpace colors = curved
                ? CodedColorSpace.of(gamma, primaries.orElse(Primaries.SRGB))
                : CodedColorSpace.of(primaries.get());
        return Optional.of(colors).filter(one -> !one.isSrgb());
    }

    /** Returns the space of code points; empty if both are unspecified. */
    private static Optional<CodedColorSpace> named(int primaries, int transfer, boolean narrow) {
        boolean nothing = primaries == UNSPECIFIED && transfer == UNSPECIFIED && !narrow;
        return nothing ? Optional.empty() : CodedColorSpace.of(primaries, transfer, narrow);
    }

    /** Returns the primaries of a cHRM chunk, in which white comes first. */
    private static Primaries chromaticities(ByteSource file, long start) throws IOException {
        double[] xy = new double[8];
        for (int at = 0; at < 8; at++) {
            xy[(at + 6) % 8] = file.u32(start + 4L * at) / UNIT;
        }
        return new Primaries(xy);
    }
}
