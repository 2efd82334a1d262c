package io.runfolio.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/**
 * Attributes of a file that change when its content changes, to reload it.
 *
 * @param attributes times, size and identity; the kind of error for a file that cannot be read
 */
public record FileStamp(List<Object> attributes) {

    /** Returns the stamp of a file, also of a missing one. */
    public static FileStamp of(Path file) {
        try {
            BasicFileAttributes read = Files.readAttributes(file, BasicFileAttributes.class);
            Object changed = file.getFileSystem().supportedFileAttributeViews().contains("unix")
                    ? Files.getAttribute(file, "unix:ctime")
                    : "";
            return new FileStamp(
                    List.of(read.lastModifiedTime(), read.size(), String.valueOf(read.fileKey()), changed));
        } catch (IOException e) {
            return new FileStamp(List.of(e.getClass().getName()));
        }
    }
}
