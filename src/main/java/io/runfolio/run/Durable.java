package io.runfolio.run;

import io.runfolio.files.PrivateFiles;
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
 * File operations that hold after a power cut. A file is safe once its bytes and the folder that names it have been forced to disk; the JDK's own {@code Files} does neither.
 */
public final class Durable {
    /** Windows cannot open folders; there, names are written through by the file system itself. */
    private static final boolean WINDOWS =
            System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");

    private Durable() {}

    /** Writes a file that must not exist yet, readable by owner and group only, and forces its bytes. The folder is the caller's to force. */
    public static void writeNew(Path file, byte[] bytes) throws IOException {
        try (FileChannel channel = PrivateFiles.createNew(file)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    /** Forces the bytes of a file that some other code wrote. */
    public static void forceFile(Path file) throws IOException {
        StandardOpenOption how = WINDOWS ? StandardOpenOption.WRITE : StandardOpenOption.READ;
        try (FileChannel channel = FileChannel.open(file, how)) {
            channel.force(true);
        }
    }

    /** Forces a folder's list of names. */
    public static void forceFolder(Path folder) throws IOException {
        if (WINDOWS) {
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /**
     * Forces every file below a folder, and every folder after what it holds: each exactly once. An empty folder has no names to force, and its own name is forced with the folder that has it; of the
     * root that is the caller's to do.
     */
    public static void forceTree(Path root) throws IOException {
        if (forceBelow(root)) {
            forceFolder(root);
        }
    }

    /** Forces all that {@link #forceTree} does but the folder's own list of names; returns whether there was anything. */
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
     * Renames within one file system, whole or not at all. A file takes the place of another; a folder never takes the place of one that holds anything.
     *
     * @throws IOException if the two are not on one file system, or a folder with content is in the way
     */
    public static void moveAtomically(Path source, Path target) throws IOException {
        Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Deletes a folder with all that is in it; nothing happens if there is none. Symbolic links are deleted, not followed. */
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
