package io.runfolio.api.content;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** ETag of a file without a checksum, from its size and modification time. */
public final class FileETag {
    private FileETag() {}

    public static String of(Path file) {
        try {
            return Long.toHexString(Files.size(file)) + "-"
                    + Long.toHexString(Files.getLastModifiedTime(file).toMillis());
        } catch (IOException e) {
            return "gone";
        }
    }
}
