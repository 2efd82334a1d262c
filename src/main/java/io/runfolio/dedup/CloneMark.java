package io.runfolio.dedup;

import io.runfolio.files.RandomIds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Optional;

/**
 * Mark of a clone, as an extended attribute of the file. It names the file itself, so a copy of the file has no valid
 * mark, even if the copying program keeps attributes.
 *
 * @param sha256 checksum of the bytes
 * @param file inode of the marked file
 * @param group random name of the files that share these bytes
 */
record CloneMark(String sha256, String file, String group) {
    private static final String NAME = "runfolio.clone";
    private static final int MAX_BYTES = 1_000;
    private static final int GROUP_BYTES = 8;

    /** Marks a file as a clone of a group. */
    static void write(Path file, String sha256, String group) throws IOException {
        UserDefinedFileAttributeView view = view(file);
        if (view == null) {
            throw new IOException("the file system has no extended attributes, which mark clones");
        }
        String mark = sha256 + " " + identity(file) + " " + group;
        view.write(NAME, ByteBuffer.wrap(mark.getBytes(StandardCharsets.US_ASCII)));
    }

    /** Returns the mark of a file; empty without a valid one. */
    static Optional<CloneMark> find(Path file) {
        try {
            UserDefinedFileAttributeView view = view(file);
            if (view == null || !view.list().contains(NAME) || view.size(NAME) > MAX_BYTES) {
                return Optional.empty();
            }
            ByteBuffer bytes = ByteBuffer.allocate(view.size(NAME));
            view.read(NAME, bytes);
            String[] words = new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII).split(" ");
            return words.length == 3 && words[1].equals(identity(file))
                    ? Optional.of(new CloneMark(words[0], words[1], words[2]))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // a file without a readable mark counts as one with bytes of its own
        }
    }

    /** Returns the group of an object; one that has no valid mark begins a group. */
    static String groupOf(Path object, String sha256) throws IOException {
        Optional<CloneMark> found = find(object).filter(mark -> mark.sha256().equals(sha256));
        if (found.isPresent()) {
            return found.get().group();
        }
        String group = RandomIds.hex(GROUP_BYTES);
        write(object, sha256, group);
        return group;
    }

    /** Returns the inode as text. The device is left out, as its number may change with the next mount. */
    private static String identity(Path file) throws IOException {
        return String.valueOf(Files.getAttribute(file, "unix:ino"));
    }

    private static UserDefinedFileAttributeView view(Path file) {
        return Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
    }
}
