package io.runfolio.coordination.folder;

import io.runfolio.files.StorageErrors;
import io.runfolio.files.lock.AliveLock;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Folders of workers below {@code .work}. */
final class WorkerFolders {
    private WorkerFolders() {}

    static List<String> dead(InboxLayout layout, String self) {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(layout.work(), Files::isDirectory)) {
            for (Path folder : folders) {
                String name = folder.getFileName().toString();
                if (!name.startsWith(".") && !name.equals(self) && !AliveLock.isHeld(layout.alive(name))) {
                    names.add(name);
                }
            }
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The workers' folders cannot be listed");
        }
        return names;
    }

    static List<Path> claims(InboxLayout layout, String worker) {
        try (Stream<Path> files = Files.list(layout.work(worker))) {
            return files.filter(file -> file.getFileName().toString().contains(InboxLayout.CLAIM_SEPARATOR))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw StorageErrors.translate(e, "A worker's claims cannot be listed");
        }
    }

    static void remove(InboxLayout layout, String worker) {
        try {
            if (claims(layout, worker).isEmpty()) {
                Files.deleteIfExists(layout.work(worker));
                Files.deleteIfExists(layout.alive(worker));
            }
        } catch (IOException e) {
            throw StorageErrors.translate(e, "A worker's folder cannot be removed");
        }
    }
}
