package io.runfolio.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;

/**
 * File operations that survive a power cut. A file is durable once its bytes and its folder are flushed to disk, which
 * {@link Files} does not do.
 */
public final class DurableFiles {
    /** Windows cannot open folders; its file systems write names through. */
    private static final boolean WINDOWS =
            System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");

    private DurableFiles() {}

    /**
     * Writes and flushes a file that must not exist yet, readable by owner and group only. The caller flushes the
     * folder.
     */
    public static void writeNew(Path file, byte[] bytes) throws IOException {
        try (FileChannel channel = PrivateFiles.createNew(file)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    /** Flushes the bytes of a file. */
    public static void forceFile(Path file) throws IOException {
        StandardOpenOption how = WINDOWS ? StandardOpenOption.WRITE : StandardOpenOption.READ;
        try (FileChannel channel = FileChannel.open(file, how)) {
            channel.force(true);
        }
    }

    /** Flushes the names in a folder. */
    public static void forceFolder(Path folder) throws IOException {
        if (WINDOWS) {
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /**
     * Flushes every file and folder below a folder once, contents before the folder. The caller flushes the folder that
     * names the root.
     */
    public static void forceTree(Path root) throws IOException {
        if (forceBelow(root)) {
            forceFolder(root);
        }
    }

    /** Flushes everything below a folder, but not the folder itself; returns whether it has any entry. */
    public static boolean forceBelow(Path root) throws IOException {
        boolean empty = true;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
            for (Path entry : entries) {
                empty = false;
                BasicFileAttributes attributes =
                        Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                if (attributes.isDirectory()) {
                    forceTree(entry);
                } else if (attributes.isRegularFile()) {
                    forceFile(entry);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return !empty;
    }

    /**
     * Renames a file or folder atomically. A file replaces another one; a folder never replaces one that is not empty.
     *
     * @throws IOException if the two are on different file systems, or a folder that is not empty has the name
     */
    public static void moveAtomically(Path source, Path target) throws IOException {
        Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Moves a file or folder to a name that is not taken.
     *
     * @throws java.nio.file.FileAlreadyExistsException if the name is taken
     */
    public static void moveWithoutReplacing(Path source, Path target) throws IOException {
        Files.move(source, target);
    }

    /**
     * Replaces a file durably: writes and flushes a part beside it, renames the part, flushes the folder.
     *
     * @param file the file; it may be missing
     * @param part a name in the same folder that is not taken
     */
    public static void replace(Path file, Path part, byte[] bytes) throws IOException {
        writeNew(part, bytes);
        publish(part, file);
    }

    /** Renames a flushed file, and flushes the folder of its new name. */
    public static void publish(Path part, Path file) throws IOException {
        moveAtomically(part, file);
        forceFolder(file.toAbsolutePath().getParent());
    }

    /** Deletes a file if it exists; a failure is ignored. */
    public static void tryDelete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            return; // the caller has a fault to report, or the file goes with its folder
        }
    }

    /**
     * Deletes a file if it exists.
     *
     * @param failure what to say if it cannot be deleted, such as {@code A temporary picture cannot be deleted}
     * @throws StorageException on an I/O error
     */
    public static void delete(Path file, String failure) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw StorageErrors.translate(e, failure);
        }
    }

    /** Deletes a folder with its contents as far as possible; a later sweep deletes the rest. */
    public static void tryDeleteTree(Path root) {
        try {
            deleteTree(root);
        } catch (IOException e) {
            return; // a later sweep tries again
        }
    }

    /** Deletes a folder with its contents, if it exists. Symbolic links are deleted, not followed. */
    public static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
                Files.deleteIfExists(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
