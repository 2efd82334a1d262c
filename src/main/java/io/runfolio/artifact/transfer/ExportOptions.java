package io.runfolio.artifact.transfer;

import java.util.List;
import java.util.Set;

/**
 * What is exported, and under which names.
 *
 * @param forms what of each artifact
 * @param sizes longest sides, in pixels from 1 to {@value #MOST_PIXELS}, of further WebP pictures; smaller originals are not enlarged
 * @param names how files are named
 */
public record ExportOptions(Set<Form> forms, List<Integer> sizes, NameTemplate names) {
    private static final int MOST_PIXELS = 16_383;

    /** @throws TransferException if a size is out of bounds */
    public ExportOptions {
        forms = Set.copyOf(forms);
        sizes = sizes.stream().distinct().sorted().toList();
        if (sizes.stream().anyMatch(size -> size < 1 || size > MOST_PIXELS)) {
            throw new TransferException("bad_size", "A size is a number of pixels from 1 to " + MOST_PIXELS + ".");
        }
    }

    /** Returns originals and sidecars under the usual names. */
    public static ExportOptions originals() {
        return new ExportOptions(Set.of(Form.ORIGINAL), List.of(), NameTemplate.usual());
    }
}
