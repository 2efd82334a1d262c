package io.runfolio.artifact.transfer;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.coordination.AliveMarks;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.RandomIds;
import io.runfolio.files.StorageErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A folder in staging for as long as something is under way. Its sign of life keeps workers from clearing it; what a
 * death leaves, the next worker clears as it does its own kind's.
 */
final class StagingFolder implements AutoCloseable {
    private final Path folder;
    private final AliveMarks.Mark alive;

    private StagingFolder(Path folder, AliveMarks.Mark alive) {
        this.folder = folder;
        this.alive = alive;
    }

    /** @param purpose begins its name, such as {@code import} */
    static StagingFolder open(BundleLayout layout, String purpose) {
        String name = purpose + "-" + ProcessHandle.current().pid() + "-" + RandomIds.hex(4);
        try {
            AliveMarks.Mark alive = layout.coordination().aliveMarks().register(name);
            return new StagingFolder(Files.createDirectories(layout.staging(name)), alive);
        } catch (IOException e) {
            throw StorageErrors.translate(e, "Nothing can be prepared in " + layout.stagingRoot());
        }
    }

    Path folder() {
        return folder;
    }

    @Override
    public void close() {
        try {
            DurableFiles.deleteTree(folder);
            alive.close();
        } catch (IOException e) {
            throw StorageErrors.translate(e, folder + " could not be cleared");
        }
    }
}
