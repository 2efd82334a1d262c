package io.runfolio.replica;

import io.runfolio.bundle.RunFolder;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.RandomIds;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageException;
import io.runfolio.store.BundleStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Brings bundles from the object store into an outputs folder, each by one rename. Thread-safe. */
final class BundleArrival {
    private static final int RANDOM_BYTES = 8;

    private final BundleStore copy;
    private final Path incoming;
    private final BundleFetcher fetcher;

    /**
     * @param copy the bundles of the outputs folder
     * @param incoming folder on the same file system for bundles that are being fetched
     */
    BundleArrival(BundleStore copy, Path incoming, BundleFetcher fetcher) {
        this.copy = copy;
        this.incoming = incoming;
        this.fetcher = fetcher;
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
            if (!fetcher.fetchAll(runPath, staged)) {
                return false;
            }
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
