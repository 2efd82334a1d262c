package io.runfolio.media.image.colour;

import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/**
 * Color space that is named by numbers instead of a profile.
 *
 * @param name display name
 * @param primaries chromaticities of the samples
 * @param curve from samples to linear light
 * @param transfer code of ISO/IEC 23091-2 for the curve, or 2 for unspecified
 * @param narrow whether 8-bit samples range from 16 to 235
 */
public record CodedColorSpace(
        String name, Primaries primaries, DoubleUnaryOperator curve, int transfer, boolean narrow) {

    private static final String CHUNKS = "gAMA and cHRM";

    /** Returns whether the space is named by code points, not by PNG chunks. */
    public boolean hasCodePoints() {
        return !name.equals(CHUNKS);
    }

    /** Returns the space of code points; empty if one of them is unknown. */
    public static Optional<CodedColorSpace> of(int primaries, int transfer, boolean narrow) {
        return Primaries.of(primaries).flatMap(found -> ToneCurves.of(transfer)
                .map(curve -> new CodedColorSpace(name(primaries, transfer), found, curve, transfer, narrow)));
    }

    /** Returns the space of a PNG's {@code cHRM} without a {@code gAMA}, with the curve of sRGB. */
    public static CodedColorSpace of(Primaries primaries) {
        return new CodedColorSpace(CHUNKS, primaries, ToneCurves::srgb, ToneCurves.SRGB, false);
    }

    /** Returns the space of a PNG's {@code gAMA} and {@code cHRM}. */
    public static CodedColorSpace of(double gamma, Primaries primaries) {
        // writers of sRGB name it by 2.2; with other primaries the number is meant literally
        boolean usual = Math.abs(gamma - 2.2) < 0.05 && primaries.isSrgb();
        DoubleUnaryOperator curve = usual ? ToneCurves::srgb : x -> Math.pow(x, gamma);
        return new CodedColorSpace(CHUNKS, primaries, curve, usual ? ToneCurves.SRGB : 2, false);
    }

    /** Returns whether the space is of high dynamic range. */
    public boolean hdr() {
        return transfer == ToneCurves.PQ || transfer == ToneCurves.HLG;
    }

    /** Returns whether the samples are in sRGB. */
    public boolean isSrgb() {
        return primaries.isSrgb() && !narrow && Math.abs(curve.applyAsDouble(0.5) - ToneCurves.srgb(0.5)) < 1e-6;
    }

    /** Returns the conversion to sRGB; the identity if the space is sRGB. */
    public ColorConversion conversion() {
        Optional<ColorConversion> conversion =
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
