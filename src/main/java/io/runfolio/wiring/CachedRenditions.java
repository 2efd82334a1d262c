package io.runfolio.wiring;

import io.runfolio.api.ApiException;
import io.runfolio.api.content.Renditions;
import io.runfolio.artifact.transfer.PictureRenderer;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.RenditionCache;
import io.runfolio.files.Checksums;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.InterruptedRunException;
import io.runfolio.files.PathResolver;
import io.runfolio.files.RunfolioException;
import io.runfolio.files.StorageErrors;
import io.runfolio.media.image.rendition.RenditionMaker;
import io.runfolio.work.NamedRenditions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Renditions in {@code outputs/.runfolio/renditions}, made on demand.
 *
 * <p>One is made at a time, and the least recently used are evicted beyond {@link RenditionCache#MAX_BYTES} bytes. The
 * name has the path, size and time of the original. Safe for use by several threads and processes.
 */
final class CachedRenditions implements Renditions {
    private static final long MAX_WAIT_SECONDS = 20;

    private final RenditionCache renditions;
    private final PictureRenderer pictureRenderer;
    private final NamedRenditions namedRenditions;
    private final Clock clock;
    private final Semaphore permit = new Semaphore(1);
    private final Map<String, CompletableFuture<Optional<Path>>> underWay = new ConcurrentHashMap<>();

    CachedRenditions(
            BundleLayout layout, PictureRenderer pictureRenderer, NamedRenditions namedRenditions, Clock clock) {
        this.renditions = new RenditionCache(layout);
        this.pictureRenderer = pictureRenderer;
        this.namedRenditions = namedRenditions;
        this.clock = clock;
    }

    /** Creates a rendition at a stem, as {@code stem + extension}. */
    private interface Creator {
        Optional<Path> create(Path stem);
    }

    @Override
    public Optional<Path> webp(Path original, OptionalInt longestSide) {
        return cached(original, longestSide.toString(), ".webp", stem -> pictureRenderer
                .render(original, "webp", longestSide, stem)
                .file());
    }

    @Override
    public List<String> names() {
        return namedRenditions.names();
    }

    @Override
    public Optional<String> specSha256(String name) {
        return namedRenditions.specSha256(name);
    }

    @Override
    public Optional<Named> named(Path picture, int width, int height, String name) {
        RenditionMaker maker = namedRenditions.find(name).orElseThrow();
        return cached(picture, name + " " + maker.specSha256(), "." + maker.extension(), stem -> namedRenditions
                        .render(name, picture, width, height, stem)
                        .file())
                .map(file -> new Named(file, maker.mimeType()));
    }

    private Optional<Path> cached(Path original, String variant, String extension, Creator creator) {
        try {
            String name = key(original, variant) + extension;
            Path kept = renditions.folder().resolve(name);
            if (Files.isRegularFile(kept)) {
                Files.setLastModifiedTime(kept, FileTime.from(clock.instant()));
                return Optional.of(kept);
            }
            CompletableFuture<Optional<Path>> mine = new CompletableFuture<>();
            CompletableFuture<Optional<Path>> first = underWay.putIfAbsent(name, mine);
            return first == null ? make(creator, kept, mine) : first.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RunfolioException known ? known : e;
        } catch (IOException e) {
            throw StorageErrors.translate(e, "A rendition cannot be stored");
        }
    }

    private Optional<Path> make(Creator creator, Path kept, CompletableFuture<Optional<Path>> result) {
        try {
            Optional<Path> made = alone(creator, kept);
            result.complete(made);
            return made;
        } catch (IOException e) {
            RunfolioException known = StorageErrors.translate(e, "A rendition cannot be stored");
            result.completeExceptionally(known);
            throw known;
        } catch (RuntimeException | Error e) {
            result.completeExceptionally(e);
            throw e;
        } finally {
            underWay.remove(kept.getFileName().toString());
        }
    }

    private Optional<Path> alone(Creator creator, Path kept) throws IOException {
        acquire();
        try {
            renditions.sweep();
            renditions.evictBeyond(RenditionCache.MAX_BYTES);
            try (RenditionCache.Part part = renditions.create()) {
                return created(creator, part.stem(), kept);
            }
        } finally {
            permit.release();
        }
    }

    private static Optional<Path> created(Creator creator, Path stem, Path kept) throws IOException {
        Optional<Path> made = creator.create(stem);
        if (made.isEmpty()) {
            return Optional.empty();
        }
        if (!extension(made.get()).equals(extension(kept))) {
            Files.delete(made.get()); // a fallback format
            return Optional.empty();
        }
        DurableFiles.moveAtomically(made.get(), kept);
        return Optional.of(kept);
    }

    private static String extension(Path file) {
        String name = file.getFileName().toString();
        return name.substring(name.lastIndexOf('.'));
    }

    private void acquire() {
        try {
            if (!permit.tryAcquire(MAX_WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new ApiException(503, "busy", "Other images are being converted; try again.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedRunException("The rendition was not made: the server is stopping.", e);
        }
    }

    private static String key(Path original, String variant) throws IOException {
        String what = PathResolver.realPath(original) + "|" + Files.size(original) + "|"
                + Files.getLastModifiedTime(original).toMillis() + "|" + variant;
        return Checksums.sha256(what.getBytes(StandardCharsets.UTF_8));
    }
}
