package io.runfolio.replica;

import io.runfolio.bundle.RunFolder;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.RandomIds;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageException;
import io.runfolio.replica.media.CopiedMedia;
import io.runfolio.replica.media.FetchList;
import io.runfolio.store.BundleStore;
import io.runfolio.store.object.ObjectInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Brings bundles from the object store into an outputs folder, each by one rename. Thread-safe. */
final class BundleArrival {
    private static final int RANDOM_BYTES = 8;

    private final BundleStore copy;
    private final Path incoming;
    private final BundleFetcher fetcher;
    private final Optional<CopiedMedia> media;

    /**
     * @param copy the bundles of the outputs folder
     * @param incoming folder on the same file system for bundles that are being fetched
     */
    BundleArrival(BundleStore copy, Path incoming, BundleFetcher fetcher) {
        this(copy, incoming, fetcher, Optional.empty());
    }

    /** @param media says which files are fetched later; empty for none */
    BundleArrival(BundleStore copy, Path incoming, BundleFetcher fetcher, Optional<CopiedMedia> media) {
        this.copy = copy;
        this.incoming = incoming;
        this.fetcher = fetcher;
        this.media = media;
    }

    /**
     * Fetches a bundle.
     *
     * @param ledger lines of its ledger
     * @return whether it is here; it is not if the store lacks its {@code run.json}
     */
    boolean fetch(String runPath, List<String> ledger) {
        Path folder = incoming.resolve(RandomIds.hex(RANDOM_BYTES));
        Path staged = folder.resolve(Path.of(runPath).getFileName());
        try {
            new RunFolder(staged).createFolders(); // object stores have no empty folders
            Map<String, ObjectInfo> files = new LinkedHashMap<>(fetcher.files(runPath));
            files.keySet().removeAll(RemovedPaths.of(ledger).gone());
            if (!files.containsKey(RunFolder.RUN_RECORD)) {
                return false;
            }
            if (media.isPresent()) {
                media.get().arrives(runPath, FetchList.of(files));
                files.keySet().removeIf(media.get()::isLeftOut);
            }
            fetcher.fetch(files, staged);
            if (!ledger.isEmpty()) {
                Files.writeString(staged.resolve(RunFolder.LEDGER), String.join("\n", ledger) + "\n");
            }
            DurableFiles.forceTree(staged);
            seal(staged, runPath);
            return true;
        } catch (IOException e) {
            throw StorageErrors.translate(e, runPath + " could not be fetched");
        } finally {
            DurableFiles.tryDeleteTree(folder);
        }
    }

    private void seal(Path staged, String runPath) {
        try {
            copy.seal(staged, runPath);
        } catch (StorageException e) {
            if (!copy.isSealed(runPath)) {
                throw e;
            }
            // the worker that has made it, on this host, was quicker
        }
    }
}
