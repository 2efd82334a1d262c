package io.runfolio.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What tells a file's content where no checksum does: its size and the time it was written. */
final class FileTag {
    private FileTag() {}

    static String of(Path file) {
        try {
            return Long.toHexString(Files.size(file)) + "-"
                    + Long.toHexString(Files.getLastModifiedTime(file).toMillis());
        } catch (IOException e) {
            return "gone";
        }
    }
}
