package io.runfolio.media.image.tiff;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Warnings of the TIFF reader about a last strip that holds no more rows than the picture has left. */
final class ShortStripWarnings {
    private static final Pattern SHORT_STRIP =
            Pattern.compile("ByteCount < required \\( *(\\d{1,15})\\) *: *(\\d{1,15})");

    private ShortStripWarnings() {}

    /** Returns whether there are warnings other than one for the last strip of each plane. */
    static boolean hasOthers(List<String> warnings, TiffSampleLayout layout) {
        List<String> others = new ArrayList<>(warnings);
        for (long left = layout.lastStrips(); left > 0; left--) {
            others.stream()
                    .filter(warning -> isOfLastStrip(warning, layout))
                    .findFirst()
                    .ifPresent(others::remove);
        }
        return !others.isEmpty();
    }

    private static boolean isOfLastStrip(String warning, TiffSampleLayout layout) {
        Matcher strip = SHORT_STRIP.matcher(warning);
        return strip.find() && layout.isLastStrip(Long.parseLong(strip.group(1)), Long.parseLong(strip.group(2)));
    }
}
