package io.runfolio;

import io.runfolio.api.ApiException;
import io.runfolio.api.Renditions;
import io.runfolio.artifact.transfer.Renderer;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.RenditionFolder;
import io.runfolio.media.Checksums;
import io.runfolio.run.InterruptedRunException;
import io.runfolio.run.RunfolioException;
import io.runfolio.run.StorageErrors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Renditions in {@code outputs/.runfolio/renditions}: one is made at a time, however many ask for it, and the least recently asked for are deleted beyond {@value #MAX_BYTES} bytes. A copy belongs to a
 * file as it stands: its place, size and time are in the name. Safe for use by several threads and processes.
 */
final class WebpRenditions implements Renditions {
    static final long MAX_BYTES = 512L << 20;
    private static final long MAX_WAIT_SECONDS = 20;

    private final RenditionFolder renditions;
    private final Renderer renderer;
    private final Clock clock;
    private final Semaphore permit = new Semaphore(1);
    private final Map<String, CompletableFuture<Optional<Path>>> underWay = new ConcurrentHashMap<>();

    WebpRenditions(BundleLayout layout, Renderer renderer, Clock clock) {
        this.renditions = new RenditionFolder(layout);
        this.renderer = renderer;
        this.clock = clock;
    }

    @Override
    public Optional<Path> webp(Path original, OptionalInt longestSide) {
        try {
            String name = name(original, longestSide);
            Path kept = renditions.folder().resolve(name);
            if (Files.isRegularFile(kept)) {
                Files.setLastModifiedTime(kept, FileTime.from(clock.instant()));
                return Optional.of(kept);
            }
            CompletableFuture<Optional<Path>> mine = new CompletableFuture<>();
            CompletableFuture<Optional<Path>> first = underWay.putIfAbsent(name, mine);
            return first == null ? make(original, longestSide, kept, mine) : first.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RunfolioException known ? known : e;
        } catch (IOException e) {
            throw StorageErrors.translate(e, "A rendition cannot be kept");
        }
    }

    private Optional<Path> make(
            Path original, OptionalInt longestSide, Path kept, CompletableFuture<Optional<Path>> told) {
        try {
            Optional<Path> made = alone(original, longestSide, kept);
            told.complete(made);
            return made;
        } catch (IOException e) {
            RunfolioException known = StorageErrors.translate(e, "A rendition cannot be kept");
            told.completeExceptionally(known);
            throw known;
        } catch (RuntimeException | Error e) {
            told.completeExceptionally(e);
            throw e;
        } finally {
            underWay.remove(kept.getFileName().toString());
        }
    }

    private Optional<Path> alone(Path original, OptionalInt longestSide, Path kept) throws IOException {
        acquire();
        try {
            renditions.sweep();
            renditions.limit(MAX_BYTES);
            try (RenditionFolder.Part part = renditions.begin()) {
                return rendered(original, longestSide, part.stem(), kept);
            }
        } finally {
            permit.release();
        }
    }

    private Optional<Path> rendered(Path original, OptionalInt longestSide, Path stem, Path kept) throws IOException {
        Optional<Path> made =
                renderer.render(original, "webp", longestSide, stem).file();
        if (made.isEmpty()) {
            return Optional.empty();
        }
        if (!made.get().getFileName().toString().endsWith(".webp")) {
            Files.delete(made.get()); // a fallback format
            return Optional.empty();
        }
        return Optional.of(Files.move(made.get(), kept, StandardCopyOption.ATOMIC_MOVE));
    }

    private void acquire() {
        try {
            if (!permit.tryAcquire(MAX_WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new ApiException(503, "busy", "Other pictures are being converted; try again.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedRunException("A rendition was not made: the server was told to stop.", e);
        }
    }

    private static String name(Path original, OptionalInt longestSide) throws IOException {
        String what = original.toRealPath() + "|" + Files.size(original) + "|"
                + Files.getLastModifiedTime(original).toMillis() + "|" + longestSide;
        return Checksums.sha256(what.getBytes(StandardCharsets.UTF_8)) + ".webp";
    }
}
