package io.runfolio.run.extras;

import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Hash of what a picture or poster shows, {@code metadata.runfolio.perceptual_hash}. Hashes of the same picture differ
 * a little after another encoding.
 *
 * @param structure signs of the lowest frequencies of the luma, 64 bits
 * @param colors mean colors of 8 × 8 cells, row by row: R, G, B, {@value #COLOR_BYTES} bytes
 */
public record PerceptualHash(long structure, byte[] colors) {
    /** Key of the object in an asset's extras. */
    public static final String KEY = "perceptual_hash";

    /** Number of bytes of the colors. */
    public static final int COLOR_BYTES = 192;

    /** Version of the computation; hashes of other versions are not compared. */
    private static final int VERSION = 1;

    private static final Pattern BITS = Pattern.compile("[0-9a-f]{16}");
    private static final Pattern COLORS = Pattern.compile("[A-Za-z0-9+/]{256}");

    public PerceptualHash {
        if (colors.length != COLOR_BYTES) {
            throw new IllegalArgumentException("A hash has " + COLOR_BYTES + " bytes of colors.");
        }
        colors = colors.clone();
    }

    @Override
    public byte[] colors() {
        return colors.clone();
    }

    /**
     * Distance of two hashes.
     *
     * @param structure bits that differ, 0 to 64
     * @param color largest difference of two color samples, 0 to 255
     */
    public record Distance(int structure, int color) {}

    /** Returns the distance to another picture. */
    public Distance distance(PerceptualHash other) {
        int largest = 0;
        for (int at = 0; at < COLOR_BYTES; at++) {
            largest = Math.max(largest, Math.abs((colors[at] & 0xff) - (other.colors[at] & 0xff)));
        }
        return new Distance(Long.bitCount(structure ^ other.structure), largest);
    }

    /** Reads a hash; empty if absent or of a kind that this version cannot compare. */
    static Optional<PerceptualHash> find(JsonMap extras) {
        JsonMap json = extras.object(KEY);
        Optional<String> structure = json.text("structure").filter(BITS.asMatchPredicate());
        Optional<String> colors = json.text("colors").filter(COLORS.asMatchPredicate());
        boolean isOurs = json.number("version")
                .filter(version -> version.intValue() == VERSION)
                .isPresent();
        return isOurs && structure.isPresent() && colors.isPresent()
                ? Optional.of(new PerceptualHash(
                        Long.parseUnsignedLong(structure.get(), 16),
                        Base64.getDecoder().decode(colors.get())))
                : Optional.empty();
    }

    /** Returns the object in an asset's extras. */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("version", VERSION);
        json.put("structure", String.format(Locale.ROOT, "%016x", structure));
        json.put("colors", Base64.getEncoder().encodeToString(colors));
        return json;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PerceptualHash hash
                && structure == hash.structure
                && Arrays.equals(colors, hash.colors);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(structure);
    }
}
