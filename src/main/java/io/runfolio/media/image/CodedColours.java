package io.runfolio.media.image;

import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/**
 * A color space that is named by numbers instead of a profile.
 *
 * @param name for people
 * @param primaries of the samples
 * @param curve from samples to linear light
 * @param transfer code of ISO/IEC 23091-2 for the curve, or 2
 * @param narrow whether 8-bit samples reach from 16 to 235
 */
record CodedColours(String name, Primaries primaries, DoubleUnaryOperator curve, int transfer, boolean narrow) {

    private static final String CHUNKS = "gAMA and cHRM";

    /** Returns whether the space is named by code points. */
    boolean hasCodePoints() {
        return !name.equals(CHUNKS);
    }

    /** Returns the space of code points; empty if one of them is not known. */
    static Optional<CodedColours> of(int primaries, int transfer, boolean narrow) {
        return Primaries.of(primaries).flatMap(found -> ToneCurves.of(transfer)
                .map(curve -> new CodedColours(name(primaries, transfer), found, curve, transfer, narrow)));
    }

    /** Returns the space of a PNG's {@code cHRM} without a {@code gAMA}, with the curve of sRGB. */
    static CodedColours of(Primaries primaries) {
        return new CodedColours(CHUNKS, primaries, ToneCurves::srgb, ToneCurves.SRGB, false);
    }

    /** Returns the space of a PNG's {@code gAMA} and {@code cHRM}. */
    static CodedColours of(double gamma, Primaries primaries) {
        // writers of sRGB name it by 2.2; beside other primaries the number means itself
        boolean usual = Math.abs(gamma - 2.2) < 0.05 && primaries.isSrgb();
        DoubleUnaryOperator curve = usual ? ToneCurves::srgb : x -> Math.pow(x, gamma);
        return new CodedColours(CHUNKS, primaries, curve, usual ? ToneCurves.SRGB : 2, false);
    }

    /** Returns whether the range of light is larger than that of displays without HDR. */
    boolean hdr() {
        return transfer == ToneCurves.PQ || transfer == ToneCurves.HLG;
    }

    /** Returns whether samples are those of sRGB. */
    boolean isSrgb() {
        return primaries.isSrgb() && !narrow && Math.abs(curve.applyAsDouble(0.5) - ToneCurves.srgb(0.5)) < 1e-6;
    }

    /** Returns the conversion to sRGB; it does nothing if the space is sRGB. */
    ColourConversion conversion() {
        Optional<ColourConversion> conversion =
                isSrgb() ? Optional.empty() : primaries.toSrgb().map(matrix -> new CodedConversion(this, matrix));
        return conversion.orElse(pixels -> pixels);
    }

    private static String name(int primaries, int transfer) {
        String space =
                switch (primaries) {
                    case 9 -> "BT.2020";
                    case 11 -> "DCI-P3";
                    case 12 -> "Display P3";
                    case 1, 2 -> transfer == ToneCurves.SRGB || transfer == 2 ? "sRGB" : "BT.709";
                    default -> "primaries " + primaries;
                };
        return switch (transfer) {
            case ToneCurves.PQ -> space + " PQ";
            case ToneCurves.HLG -> space + " HLG";
            case 8 -> space + " linear";
            default -> space;
        };
    }
}
