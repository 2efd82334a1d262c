package io.runfolio.artifact.transfer;

import java.util.List;
import java.util.Set;

/**
 * Formats, sizes and file names of an export.
 *
 * @param forms files of each artifact
 * @param sizes longest sides, in pixels from 1 to {@value #MAX_PIXELS}, of further WebP pictures; smaller originals are
 *     not enlarged
 * @param names template of the file names
 * @param renditions names of further pictures, which the settings define
 */
public record ExportOptions(
        Set<ExportFormat> forms, List<Integer> sizes, FileNameTemplate names, List<String> renditions) {
    private static final int MAX_PIXELS = 16_383;

    /** @throws TransferException if a size is out of bounds */
    public ExportOptions {
        forms = Set.copyOf(forms);
        sizes = sizes.stream().distinct().sorted().toList();
        renditions = renditions.stream().distinct().sorted().toList();
        sizes.stream().filter(size -> size < 1 || size > MAX_PIXELS).findFirst().ifPresent(size -> {
            throw new TransferException(
                    "bad_size", "The size " + size + " is not a number of pixels from 1 to " + MAX_PIXELS + ".");
        });
    }

    /** Creates options without renditions. */
    public ExportOptions(Set<ExportFormat> forms, List<Integer> sizes, FileNameTemplate names) {
        this(forms, sizes, names, List.of());
    }

    /** Returns options for originals and sidecars with default names. */
    public static ExportOptions originals() {
        return new ExportOptions(Set.of(ExportFormat.ORIGINAL), List.of(), FileNameTemplate.defaultTemplate());
    }

    /**
     * Refuses names of renditions that are not defined.
     *
     * @param known all names that the settings define
     * @throws TransferException with the code {@code unknown_rendition}
     */
    public void checkRenditions(List<String> known) {
        for (String name : renditions) {
            if (!known.contains(name)) {
                throw new TransferException(
                        "unknown_rendition",
                        "No rendition has the name " + name + ". The settings define "
                                + (known.isEmpty() ? "none" : String.join(", ", known))
                                + ": add runfolio.image.renditions." + name
                                + (known.isEmpty() ? "" : ", or use one of these names") + ".");
            }
        }
    }
}
