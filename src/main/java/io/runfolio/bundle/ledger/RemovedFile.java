package io.runfolio.bundle.ledger;

import io.runfolio.files.PathResolver;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * File that was removed, with the facts it had.
 *
 * @param path relative to the bundle
 * @param bytes its size
 * @param sha256 its checksum in lower-case hex; null if none was recorded
 * @param mimeType its media type; null if unknown
 */
public record RemovedFile(String path, Long bytes, String sha256, String mimeType) {
    /** Files that no removal takes, in lower case, as some file systems ignore it. */
    private static final Set<String> KEPT =
            Set.of("run.json", "manifest.json", "notes.md", "artifacts.json", "sha256sums");

    private static final String LEDGER = "ledger.jsonl";

    /** Returns whether a removal may take it. The path must be in the bundle, and neither a record nor the ledger. */
    public boolean isRemovable() {
        String lower = path.toLowerCase(Locale.ROOT);
        return PathResolver.refusal(path).isEmpty()
                && !KEPT.contains(lower)
                && !lower.startsWith(LEDGER)
                && Stream.of(path.split("/")).noneMatch("."::equals);
    }
}
