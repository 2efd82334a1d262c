package io.runfolio.replica;

import io.runfolio.bundle.RunFolder;
import io.runfolio.files.Checksums;
import io.runfolio.files.RegularFiles;
import io.runfolio.files.StorageErrors;
import io.runfolio.store.object.ObjectSender;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Sends the files of a bundle to the object store; {@code run.json} is last. Thread-safe. */
final class BundleSender {
    private final ObjectSender sender;
    private final StoreRetry retry;

    BundleSender(ObjectSender sender, StoreRetry retry) {
        this.sender = sender;
        this.retry = retry;
    }

    /**
     * Sends all files of a folder but its ledger.
     *
     * @throws io.runfolio.files.StorageException if a file cannot be read or sent
     */
    void send(Path folder, String runPath) {
        for (Path file : files(folder)) {
            send(file, runPath, folder.relativize(file).toString().replace(File.separatorChar, '/'));
        }
    }

    /** Sends one file. */
    void send(Path file, String runPath, String path) {
        try {
            String sha256 = Checksums.sha256(file);
            long bytes = Files.size(file);
            retry.call(
                    path + " of " + runPath + " could not be sent to the object store",
                    () -> sender.send(StoreKeys.file(runPath, path), file, bytes, sha256));
        } catch (IOException e) {
            throw StorageErrors.translate(e, file + " could not be read");
        }
    }

    /** Sends bytes as a file. */
    void send(byte[] bytes, String runPath, String path) {
        retry.call(
                path + " of " + runPath + " could not be sent to the object store",
                () -> sender.send(StoreKeys.file(runPath, path), bytes));
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(RegularFiles::exists)
                    .filter(file -> !folder.relativize(file).toString().equals(RunFolder.LEDGER))
                    .sorted(Comparator.comparing((Path file) -> isRunRecord(folder, file))
                            .thenComparing(Comparator.naturalOrder()))
                    .toList();
        } catch (IOException e) {
            throw StorageErrors.translate(e, folder + " could not be read");
        } catch (UncheckedIOException e) {
            throw StorageErrors.translate(e.getCause(), folder + " could not be read");
        }
    }

    private static boolean isRunRecord(Path folder, Path file) {
        return folder.relativize(file).toString().equals(RunFolder.RUN_RECORD);
    }
}
