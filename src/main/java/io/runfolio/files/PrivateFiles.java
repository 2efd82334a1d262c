package io.runfolio.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * Files with provider payloads, readable by owner and group only (0640). On file systems without permissions, plain
 * files.
 */
public final class PrivateFiles {
    private static final Set<PosixFilePermission> PERMISSIONS = PosixFilePermissions.fromString("rw-r-----");
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwxr-x---");
    private static final Set<StandardOpenOption> CREATE =
            Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);

    private PrivateFiles() {}

    /** Opens a file for writing that must not exist yet. */
    public static FileChannel createNew(Path file) throws IOException {
        return FileChannel.open(file, CREATE, attributes(file));
    }

    /** Writes a file that must not exist yet. Nothing is forced to disk. */
    public static void write(Path file, byte[] bytes) throws IOException {
        try (FileChannel channel = createNew(file)) {
            java.nio.ByteBuffer buffer = java.nio.ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }
    }

    /**
     * Creates a folder that only owner and group may enter (0750), if it is missing. A folder that is there is left as
     * it is.
     */
    public static void createFolder(Path folder) {
        try {
            if (Files.notExists(folder)) {
                StorageRoots.createFolders(folder);
                if (hasPermissions(folder)) {
                    Files.setPosixFilePermissions(folder, FOLDER);
                }
            }
        } catch (IOException e) {
            throw StorageErrors.translate(e, folder + " could not be created");
        }
    }

    /** Removes permissions beyond 0640. A file of another owner is left unchanged. */
    public static void restrict(Path file) {
        if (!hasPermissions(file) || Files.notExists(file)) {
            return;
        }
        try {
            Set<PosixFilePermission> allowed = EnumSet.noneOf(PosixFilePermission.class);
            allowed.addAll(Files.getPosixFilePermissions(file));
            if (!PERMISSIONS.containsAll(allowed)) {
                allowed.retainAll(PERMISSIONS);
                Files.setPosixFilePermissions(file, allowed);
            }
        } catch (IOException | UnsupportedOperationException e) {
            return; // another owner's file keeps its permissions
        }
    }

    private static FileAttribute<?>[] attributes(Path file) {
        return hasPermissions(file)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PERMISSIONS)}
                : new FileAttribute<?>[0];
    }

    private static boolean hasPermissions(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** Returns whether users other than the owner and its group may read or write a file. */
    public static boolean mayOthersRead(Path file) throws IOException {
        return hasPermissions(file)
                && Files.getPosixFilePermissions(file).stream()
                        .anyMatch(permission -> permission == PosixFilePermission.OTHERS_READ
                                || permission == PosixFilePermission.OTHERS_WRITE);
    }
}
