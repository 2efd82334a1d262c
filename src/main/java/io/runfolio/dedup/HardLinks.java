package io.runfolio.dedup;

import io.runfolio.files.DurableFiles;
import io.runfolio.files.FileIdentity;
import io.runfolio.settings.MediaSettings.DedupMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Sharing by hard links. All names have one set of permissions, which are made read-only. */
final class HardLinks implements ByteSharing {
    @Override
    public DedupMode mode() {
        return DedupMode.HARDLINK;
    }

    @Override
    public void createObject(Path original, String sha256, Path object, Path part) throws IOException {
        Files.createLink(object, original);
        FileIdentity.makeReadOnly(object);
        DurableFiles.forceFolder(object.getParent());
    }

    @Override
    public void share(Path object, String sha256, Path original, Path part) throws IOException {
        FileIdentity.makeReadOnly(object);
        Files.createLink(part, object);
    }

    @Override
    public boolean isShared(Path original, String sha256, Path object) throws IOException {
        boolean same = Files.isSameFile(original, object);
        if (same) {
            FileIdentity.makeReadOnly(object); // a kill may have come between the link and the permissions
        }
        return same;
    }
}
