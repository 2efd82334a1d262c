package io.runfolio.cli.add;

import io.runfolio.files.Checksums;
import io.runfolio.files.RegularFiles;
import io.runfolio.intake.RefusedEventException;
import io.runfolio.intake.SourceOpener;
import io.runfolio.upload.Upload;
import io.runfolio.upload.UploadReference;
import io.runfolio.upload.UploadStore;
import java.io.IOException;
import java.io.InputStream;

/** Copies files that events may not name by path to the uploads of the outputs folder. */
public final class FileStaging {
    /** Owner of the uploads; no token has this identity. */
    public static final String OWNER = "command line";

    private static final int ID_DIGITS = 32;

    private final SourceOpener sources;
    private final UploadStore store;

    /** @param sources knows the folders that may be read */
    public FileStaging(SourceOpener sources, UploadStore store) {
        this.sources = sources;
        this.store = store;
    }

    /** Returns the {@code source_path} of a file: its path below the source roots, else that of an upload. */
    public String sourcePath(AddedFile file, String key) {
        return isReadable(file)
                ? file.path().toString()
                : UploadReference.SCHEME
                        + Checksums.sha256(key + '\n' + file.path() + '\n' + file.sha256())
                                .substring(0, ID_DIGITS);
    }

    /**
     * Copies a file unless events may name it.
     *
     * @throws RefusedEventException if it has changed since it was inspected
     * @throws io.runfolio.upload.UploadException if a limit is exceeded
     */
    public void stage(AddedFile file, String key) throws IOException {
        if (isReadable(file)) {
            return;
        }
        try (InputStream in = RegularFiles.open(file.path())) {
            Upload upload = store.receive(new UploadStore.Announcement(OWNER, file.name(), ""), in);
            if (!upload.sha256().equals(file.sha256())) {
                store.discard(upload);
                throw new RefusedEventException(
                        "source_changed", "", file.path() + " has changed while it was added: add it again");
            }
            store.rename(upload, UploadReference.id(sourcePath(file, key)).orElseThrow());
        }
    }

    private boolean isReadable(AddedFile file) {
        try {
            sources.check(file.path().toString(), "source_path");
            return true;
        } catch (RefusedEventException e) {
            return false;
        }
    }
}
