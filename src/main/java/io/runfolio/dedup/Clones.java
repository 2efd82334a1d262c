package io.runfolio.dedup;

import io.runfolio.files.DurableFiles;
import io.runfolio.files.FileIdentity;
import io.runfolio.settings.MediaSettings.DedupMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Sharing by copy-on-write clones: files of their own that share blocks until one is written to. */
final class Clones implements ByteSharing {
    private final FileCloner cloner;

    Clones(FileCloner cloner) {
        this.cloner = cloner;
    }

    @Override
    public DedupMode mode() {
        return DedupMode.REFLINK;
    }

    @Override
    public void createObject(Path original, String sha256, Path object, Path part) throws IOException {
        try {
            cloner.copyAsClone(original, part);
            String group = CloneMark.groupOf(part, sha256);
            DurableFiles.forceFile(part);
            DurableFiles.moveWithoutReplacing(part, object);
            DurableFiles.forceFolder(object.getParent());
            CloneMark.write(original, sha256, group);
        } finally {
            DurableFiles.tryDelete(part);
        }
    }

    @Override
    public void share(Path object, String sha256, Path original, Path part) throws IOException {
        cloner.copyAsClone(object, part);
        Files.setLastModifiedTime(part, Files.getLastModifiedTime(original));
        CloneMark.write(part, sha256, CloneMark.groupOf(object, sha256));
    }

    @Override
    public boolean isShared(Path original, String sha256, Path object) throws IOException {
        if (FileIdentity.of(original).key().equals(FileIdentity.of(object).key())) {
            return false; // a hard link
        }
        String group = CloneMark.groupOf(object, sha256);
        return CloneMark.find(original)
                        .filter(mark ->
                                mark.sha256().equals(sha256) && mark.group().equals(group))
                        .isPresent()
                && Files.size(original) == Files.size(object);
    }
}
