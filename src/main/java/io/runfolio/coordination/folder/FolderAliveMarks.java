package io.runfolio.coordination.folder;

import io.runfolio.coordination.AliveMarks;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageRoots;
import io.runfolio.files.lock.AliveLock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Alive marks as locked files, one for each name. */
final class FolderAliveMarks implements AliveMarks {
    private final FolderLayout layout;

    FolderAliveMarks(FolderLayout layout) {
        this.layout = layout;
    }

    @Override
    public Mark register(String name) {
        Path file = layout.alive(name);
        try {
            StorageRoots.createFolders(layout.locks());
        } catch (IOException e) {
            throw StorageErrors.translate(e, layout.locks() + " cannot be created");
        }
        AliveLock lock = AliveLock.hold(file);
        return () -> {
            lock.close();
            delete(file);
        };
    }

    private static void delete(Path file) {
        DurableFiles.delete(file, "The lock file " + file + " cannot be removed");
    }

    @Override
    public boolean isAlive(String name) {
        return AliveLock.isHeld(layout.alive(name));
    }

    @Override
    public List<String> orphans() {
        return AliveLock.orphans(layout.locks(), FolderLayout.ALIVE_SUFFIX).stream()
                .map(Path::toString)
                .toList();
    }

    @Override
    public void removeOrphans() {
        AliveLock.removeOrphans(layout.locks(), FolderLayout.ALIVE_SUFFIX);
    }
}
