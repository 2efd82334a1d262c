package io.runfolio.replica;

import io.runfolio.bundle.RunFolder;
import io.runfolio.files.Checksums;
import io.runfolio.files.RegularFiles;
import io.runfolio.files.StorageErrors;
import io.runfolio.replica.MediaList.MediaFile;
import io.runfolio.store.object.ObjectInfo;
import io.runfolio.store.object.ObjectSender;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Sends the files of a bundle to the object store. Media come first, then records, the list of media, and
 * {@code run.json} last. Thread-safe.
 */
final class BundleSender {
    private final ObjectSender sender;
    private final MediaSender media;
    private final StoreRetry retry;

    BundleSender(ObjectSender sender, MediaSender media, StoreRetry retry) {
        this.sender = sender;
        this.media = media;
        this.retry = retry;
    }

    /**
     * Sends all files of a folder but its ledger, and returns the list of its media.
     *
     * @throws io.runfolio.files.StorageException if a file cannot be read or sent
     */
    MediaList send(Path folder, String runPath) {
        RunFolder bundle = new RunFolder(folder);
        List<String> paths = files(bundle);
        List<MediaFile> listed =
                media.send(bundle, paths.stream().filter(RunFolder::isMedia).toList(), StoreKeys.runId(runPath));
        paths.stream()
                .filter(path -> !RunFolder.isMedia(path))
                .filter(path -> !path.equals(RunFolder.LEDGER) && !path.equals(RunFolder.RUN_RECORD))
                .forEach(path -> send(folder.resolve(path), runPath, path));
        MediaList list = new MediaList(listed);
        send(list.document(), runPath, StoreKeys.MEDIA_LIST);
        send(bundle.runJson(), runPath, RunFolder.RUN_RECORD);
        return list;
    }

    /** Sends one file, and returns its object. */
    ObjectInfo send(Path file, String runPath, String path) {
        try {
            String sha256 = Checksums.sha256(file);
            long bytes = Files.size(file);
            return retry.call(
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

    private static List<String> files(RunFolder folder) {
        try (Stream<Path> all = Files.walk(folder.root())) {
            return all.filter(RegularFiles::exists)
                    .map(folder::relative)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw StorageErrors.translate(e, folder.root() + " could not be read");
        } catch (UncheckedIOException e) {
            throw StorageErrors.translate(e.getCause(), folder.root() + " could not be read");
        }
    }
}
