package io.runfolio.replica.media;

import io.runfolio.coordination.log.CopyLocks;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.RunfolioException;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.lock.Mutex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the media of a working copy within a size: the least recently used ones are deleted. The time of a file's last
 * use is its access time. A file that was used a short time ago is kept, as somebody may open it, and so is one whose
 * object is not whole. Whoever has opened a file can read it to its end. Thread-safe.
 */
final class MediaCache {
    private static final Logger LOG = LoggerFactory.getLogger(MediaCache.class);
    /** Time for which a file is kept after it was asked for. */
    private static final Duration IN_USE = Duration.ofMinutes(10);

    private static final Duration RESOLUTION = Duration.ofMinutes(1);
    private static final String EVICTION = "eviction";
    /** Part of the limit that is kept free, and after which the size is measured again. */
    private static final int SLACK = 10;

    private final CopyFolders folders;
    private final FetchLists lists;
    private final CopyLocks locks;
    private final ObjectSource source;
    private final long maxBytes;
    /** Bytes that have come since the size was measured. */
    private final AtomicLong grown;

    MediaCache(CopyFolders folders, FetchLists lists, CopyLocks locks, ObjectSource source, long maxBytes) {
        this.folders = folders;
        this.lists = lists;
        this.locks = locks;
        this.source = source;
        this.maxBytes = maxBytes;
        grown = new AtomicLong(maxBytes);
    }

    private record Cached(String runPath, FetchList.Item item, Path file, long bytes, Instant used) {}

    /** Notes that a file is used, if it is here. */
    void used(Path file) {
        try {
            Optional<Cached> cached = cached("", null, file);
            Instant now = Instant.now();
            if (cached.isPresent() && cached.get().used().isBefore(now.minus(RESOLUTION))) {
                Files.getFileAttributeView(file, BasicFileAttributeView.class).setTimes(null, FileTime.from(now), null);
            }
        } catch (IOException e) {
            throw StorageErrors.translate(e, file + " could not be marked as used");
        }
    }

    /** Counts bytes that have come, and evicts files if there may be too many. */
    void grew(long bytes) {
        if (grown.addAndGet(bytes) > maxBytes / SLACK) {
            try {
                evict();
            } catch (RunfolioException e) {
                LOG.warn("media of the working copy could not be evicted: {}", e.getMessage());
            }
        }
    }

    private void evict() {
        Optional<Mutex.Held> turn = locks.tryHold(EVICTION);
        if (turn.isEmpty()) {
            return;
        }
        try (Mutex.Held held = turn.get()) {
            grown.set(0);
            deleteParts();
            List<Cached> all = all();
            long bytes = all.stream().mapToLong(Cached::bytes).sum();
            if (bytes <= maxBytes) {
                return;
            }
            all.sort(Comparator.comparing(Cached::used));
            for (Cached cached : all) {
                if (bytes <= maxBytes - maxBytes / SLACK) {
                    return;
                }
                bytes -= evict(cached) ? cached.bytes() : 0;
            }
            if (bytes > maxBytes) {
                LOG.warn(
                        "media of the working copy have {} bytes, more than runfolio.store.cache: they are in use, or"
                                + " not whole in the object store",
                        bytes);
            }
        }
    }

    private boolean evict(Cached cached) {
        if (isInUse(cached)) {
            return false;
        }
        if (!source.has(cached.item().object(), cached.bytes())) {
            LOG.warn(
                    "{} of {} is kept, as the object store does not have it: run `runfolio store verify`",
                    cached.item().path(),
                    cached.runPath());
            return false;
        }
        Optional<Mutex.Held> lock =
                locks.tryHold(folders.name(cached.runPath(), cached.item().path()));
        if (lock.isEmpty()) {
            return false;
        }
        try (Mutex.Held held = lock.get()) {
            Optional<Cached> now = cached(cached.runPath(), cached.item(), cached.file());
            if (now.isEmpty() || isInUse(now.get())) {
                return false;
            }
            DurableFiles.delete(cached.file(), cached.file() + " could not be evicted");
            return true;
        } catch (IOException e) {
            throw StorageErrors.translate(e, cached.file() + " could not be evicted");
        }
    }

    private static boolean isInUse(Cached cached) {
        return cached.used().isAfter(Instant.now().minus(IN_USE));
    }

    private List<Cached> all() {
        List<Cached> all = new ArrayList<>();
        for (String runPath : lists.runPaths()) {
            try {
                for (FetchList.Item item :
                        lists.read(runPath).map(FetchList::files).orElse(List.of())) {
                    cached(runPath, item, folders.file(runPath, item.path())).ifPresent(all::add);
                }
            } catch (IOException e) {
                throw StorageErrors.translate(e, runPath + " could not be read");
            }
        }
        return all;
    }

    /** Deletes what killed processes have left of files that they were fetching. */
    private void deleteParts() {
        for (String name : folders.parts()) {
            locks.tryHold(name).ifPresent(held -> {
                try (held) {
                    DurableFiles.tryDelete(folders.part(name));
                }
            });
        }
    }

    private static Optional<Cached> cached(String runPath, FetchList.Item item, Path file) throws IOException {
        try {
            BasicFileAttributes found =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return found.isRegularFile()
                    ? Optional.of(new Cached(
                            runPath,
                            item,
                            file,
                            found.size(),
                            found.lastAccessTime().toInstant()))
                    : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
