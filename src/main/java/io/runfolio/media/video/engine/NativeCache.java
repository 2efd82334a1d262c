package io.runfolio.media.video.engine;

import io.runfolio.files.ScratchFolder;
import io.runfolio.files.StorageErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;

/**
 * Folder for the unpacked libraries, about 90 MB, shared by all workers of a user.
 *
 * <p>A folder of another owner could contain foreign code, so it is not used.
 */
final class NativeCache {
    private NativeCache() {}

    /** Returns a writable folder that we own: in the user's cache, else in the temporary folder. */
    static Path folder() {
        UserPrincipal us = us();
        return candidates().stream()
                .filter(folder -> usable(folder, us))
                .findFirst()
                .orElseThrow(() -> StorageErrors.translate(
                        new IOException("none of " + candidates() + " is ours and can be written"),
                        "Cannot unpack the bundled video libraries"));
    }

    private static List<Path> candidates() {
        List<Path> candidates = new ArrayList<>();
        String cache = System.getenv("XDG_CACHE_HOME");
        if (cache != null && !cache.isBlank()) {
            candidates.add(Path.of(cache, "runfolio", "native").toAbsolutePath());
        }
        candidates.add(Path.of(System.getProperty("user.home"), ".cache", "runfolio", "native")
                .toAbsolutePath());
        candidates.add(temporary()
                .resolve("runfolio-" + System.getProperty("user.name"))
                .resolve("native"));
        return candidates;
    }

    private static Path temporary() {
        return Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
    }

    private static UserPrincipal us() {
        try {
            return Files.getOwner(ScratchFolder.get());
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The temporary folder is not writable");
        }
    }

    private static boolean usable(Path folder, UserPrincipal us) {
        try {
            Files.createDirectories(folder, owned(folder.getRoot()));
            return Files.isWritable(folder)
                    && Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(us)
                    && Files.getOwner(folder.getParent(), LinkOption.NOFOLLOW_LINKS)
                            .equals(us);
        } catch (IOException e) {
            return false;
        }
    }

    private static FileAttribute<?>[] owned(Path root) throws IOException {
        return Files.getFileStore(root).supportsFileAttributeView("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }
}
