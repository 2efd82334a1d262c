package io.runfolio.work.redo;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.RenditionCache;
import io.runfolio.files.Checksums;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.StorageErrors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Keeps derivatives in the rendition cache: purged ones, and ones with other bytes than recorded. */
final class DerivativeCache {
    /** Extensions that a fallback format may have. */
    private static final List<String> EXTENSIONS = List.of(".webp", ".jpg", ".png", ".avif", ".mp4", ".vtt", ".json");

    private final BundleLayout layout;
    private final RenditionCache renditions;
    private final Clock clock;

    DerivativeCache(BundleLayout layout, Clock clock) {
        this.layout = layout;
        this.renditions = new RenditionCache(layout);
        this.clock = clock;
    }

    /**
     * Returns the cached file of a missing derivative and marks it as used.
     *
     * @param original path of the original in the bundle
     */
    Optional<Path> find(Path bundle, String original, MadeFile lost) {
        try {
            String name = name(bundle, original, lost);
            Optional<Path> kept = Stream.concat(Stream.of(lost.extension()), EXTENSIONS.stream())
                    .map(extension -> renditions.folder().resolve(name + extension))
                    .filter(Files::isRegularFile)
                    .findFirst();
            if (kept.isPresent()) {
                Files.setLastModifiedTime(kept.get(), FileTime.from(clock.instant()));
            }
            return kept;
        } catch (IOException e) {
            return Optional.empty(); // it was evicted meanwhile, or the original has gone
        }
    }

    /** Moves a staged file into the cache, from which the least recently used files are evicted. */
    void add(Path bundle, String original, MadeFile lost, Path staged, MadeFile made) {
        try {
            renditions.sweep();
            renditions.evictBeyond(RenditionCache.MAX_BYTES);
            String target = name(bundle, original, lost) + made.extension();
            try (RenditionCache.Part part = renditions.create()) {
                Path between = part.stem().resolveSibling(part.stem().getFileName() + made.extension());
                DurableFiles.moveAtomically(staged, between);
                DurableFiles.moveAtomically(between, renditions.folder().resolve(target));
            }
        } catch (IOException e) {
            throw StorageErrors.translate(e, "A derivative cannot be stored");
        }
    }

    private String name(Path bundle, String original, MadeFile lost) throws IOException {
        Path file = layout.files(bundle).file(original).orElseThrow(() -> new IOException(original + " is missing"));
        String what = "derivative|" + layout.relative(bundle) + "|" + lost.key() + "|" + lost.path() + "|"
                + Files.size(file) + "|" + Files.getLastModifiedTime(file).toMillis();
        return Checksums.sha256(what.getBytes(StandardCharsets.UTF_8));
    }
}
