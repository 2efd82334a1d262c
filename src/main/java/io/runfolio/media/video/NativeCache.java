package io.runfolio.media.video;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;

/** Where the bundled libraries are unpacked, about 90 MB, once for all workers of a user. A folder that somebody else owns would let him choose our code. */
final class NativeCache {
    private NativeCache() {}

    /** Returns a folder that is ours and can be written: below the user's cache, else below the temporary folder. */
    static Path folder() {
        UserPrincipal us = us();
        return candidates().stream()
                .filter(folder -> usable(folder, us))
                .findFirst()
                .orElseThrow(() -> Workspace.failure(
                        "There is no folder to unpack the bundled video libraries into",
                        new IOException("none of " + candidates() + " is ours and can be written")));
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
            Path probe = Files.createTempFile("runfolio", ".owner");
            try {
                return Files.getOwner(probe);
            } finally {
                Files.delete(probe);
            }
        } catch (IOException e) {
            throw Workspace.failure("The temporary folder cannot be written", e);
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
