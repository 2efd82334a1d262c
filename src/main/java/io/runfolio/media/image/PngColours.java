package io.runfolio.media.image;

import java.io.IOException;
import java.util.Optional;

/** The color space of a PNG as its chunks name it: PNG 3rd edition, section 4.3; {@code cICP} goes before {@code iCCP}, that before {@code sRGB}, that before {@code gAMA} and {@code cHRM}. The first chunk of each sort counts. */
final class PngColours {
    private static final double UNIT = 100_000;
    /** Beyond these a gamma is no picture's. */
    private static final double MIN_GAMMA = 0.2;

    private static final double MAX_GAMMA = 5;
    private static final int UNSPECIFIED = 2;

    private Optional<CodedColours> codes = Optional.empty();
    private boolean srgb;
    private double gamma;
    private Optional<Primaries> primaries = Optional.empty();

    void chunk(String type, ByteSource file, long start, long length) throws IOException {
        switch (type) {
            case "cICP" -> {
                // samples of a PNG are RGB: with another matrix the chunk means nothing
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
    Optional<CodedColours> found(boolean profile) {
        if (codes.isPresent() || profile || srgb) {
            return codes;
        }
        boolean curved = gamma >= MIN_GAMMA && gamma <= MAX_GAMMA;
        if (!curved && primaries.isEmpty()) {
            return Optional.empty();
        }
        CodedColours colours =
                curved ? CodedColours.of(gamma, primaries.orElse(Primaries.SRGB)) : CodedColours.of(primaries.get());
        return Optional.of(colours).filter(one -> !one.isSrgb());
    }

    /** Leaves the choice to the next chunk where both codes say that they say nothing. */
    private static Optional<CodedColours> named(int primaries, int transfer, boolean narrow) {
        boolean nothing = primaries == UNSPECIFIED && transfer == UNSPECIFIED && !narrow;
        return nothing ? Optional.empty() : CodedColours.of(primaries, transfer, narrow);
    }

    /** White comes first. */
    private static Primaries chromaticities(ByteSource file, long start) throws IOException {
        double[] xy = new double[8];
        for (int at = 0; at < 8; at++) {
            xy[(at + 6) % 8] = file.u32(start + 4L * at) / UNIT;
        }
        return new Primaries(xy);
    }
}
