package io.runfolio.replica.media;

import io.runfolio.coordination.log.CopyLocks;
import io.runfolio.files.PathResolver.FetchableFiles;
import io.runfolio.files.RegularFiles;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageRoots;
import io.runfolio.files.lock.Mutex;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/**
 * Media of a working copy: a copy of records fetches them when they are read. One of all threads and processes of the
 * host fetches a file; others wait for it. Thread-safe.
 */
public final class CopiedMedia {
    private final CopyFolders folders;
    private final boolean hasRecordsOnly;
    private final ObjectSource source;
    private final CopyLocks locks;
    private final FetchLists lists;
    private final MediaCache cache;

    /**
     * @param folders the working copy
     * @param hasRecordsOnly whether media are fetched when they are read, instead of with their bundle
     * @param source waits for a short time only while the store does not answer, as a reader waits too
     */
    public CopiedMedia(CopyFolders folders, boolean hasRecordsOnly, ObjectSource source, long maxBytes) {
        this.folders = folders;
        this.hasRecordsOnly = hasRecordsOnly;
        this.source = source;
        locks = new CopyLocks(folders.locks());
        lists = new FetchLists(folders.lists());
        cache = new MediaCache(folders, lists, locks, source, maxBytes);
    }

    /** Returns the media of a bundle as they can be fetched. */
    public FetchableFiles of(String runPath) {
        return new FetchableFiles() {
            @Override
            public OptionalLong bytes(String path) {
                return find(runPath, path)
                        .map(file -> OptionalLong.of(file.bytes()))
                        .orElseGet(OptionalLong::empty);
            }

            @Override
            public void bring(String path) {
                CopiedMedia.this.bring(runPath, path);
            }
        };
    }

    /** Returns whether media are fetched when they are read. */
    public boolean hasRecordsOnly() {
        return hasRecordsOnly;
    }

    /** Returns whether a file is not fetched with its bundle. */
    public boolean isLeftOut(String path) {
        return hasRecordsOnly && FetchList.isFetchedLater(path);
    }

    /** Returns the list of a bundle's media; empty if all of its files are here. */
    public Optional<FetchList> list(String runPath) {
        return lists.read(runPath);
    }

    /** Returns whether a bundle is here as the other kind of copy has it, which was configured before. */
    public boolean isOther(String runPath) {
        return lists.read(runPath).isPresent() != hasRecordsOnly;
    }

    /** Notes the media that the store has of a bundle which arrives, or is here: before files are left out. */
    public void arrives(String runPath, FetchList list) {
        if (hasRecordsOnly) {
            change(runPath, before -> list);
        }
    }

    /** Notes that a bundle has all of its files: after they were fetched. */
    public void isWhole(String runPath) {
        if (!hasRecordsOnly) {
            alone("list", runPath, () -> lists.delete(runPath));
        }
    }

    /** Changes the list of a bundle, if it has one. */
    public void change(String runPath, UnaryOperator<FetchList> change) {
        alone("list", runPath, () -> {
            Optional<FetchList> before = lists.read(runPath);
            if (before.isPresent() || hasRecordsOnly) {
                lists.write(runPath, change.apply(before.orElse(new FetchList(List.of()))));
            }
        });
    }

    /** Does some work on a file while nobody fetches or evicts it. */
    public void alone(String runPath, String path, Runnable work) {
        try (Mutex.Held held = locks.of(folders.name(runPath, path)).hold()) {
            work.run();
        }
    }

    /** Forgets the list of a bundle that is not sealed. */
    public void forget(String runPath) {
        alone("list", runPath, () -> lists.delete(runPath));
    }

    /** Counts the media of a bundle that this host has made, and evicts others if they are too many. */
    public void grew(String runPath) {
        lists.read(runPath)
                .ifPresent(list -> cache.grew(
                        list.files().stream().mapToLong(FetchList.Item::bytes).sum()));
    }

    private Optional<FetchList.Item> find(String runPath, String path) {
        return FetchList.isFetchedLater(path) ? lists.read(runPath).flatMap(list -> list.find(path)) : Optional.empty();
    }

    private void bring(String runPath, String path) {
        if (find(runPath, path).isEmpty()) {
            return;
        }
        String name = folders.name(runPath, path);
        Path target = folders.file(runPath, path);
        long fetched;
        try (Mutex.Held held = locks.of(name).hold()) {
            Optional<FetchList.Item> file = find(runPath, path); // it may have been removed meanwhile
            if (file.isEmpty() || RegularFiles.exists(target)) {
                cache.used(target);
                return;
            }
            fetch(file.get(), folders.part(name), target);
            fetched = file.get().bytes();
        }
        cache.grew(fetched);
    }

    private void fetch(FetchList.Item file, Path part, Path target) {
        try {
            StorageRoots.createFolders(part.getParent());
            source.fetch(file.object(), part, target);
        } catch (IOException e) {
            throw StorageErrors.translate(e, target + " could not be fetched");
        }
    }
}
