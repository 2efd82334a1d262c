package io.runfolio.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/**
 * The marker of a storage root that is in use. Its file is read only when its identity, size or time has changed, as
 * the marker is checked several times for each run. Safe for use by several threads.
 */
final class RootMarker {
    private final StorageRoot root;
    private final String expectedId;
    private volatile Optional<Stamp> verified = Optional.empty();

    RootMarker(StorageRoot root, String expectedId) {
        this.root = root;
        this.expectedId = expectedId;
    }

    private record Stamp(Object fileKey, long size, FileTime modified) {}

    String expectedId() {
        return expectedId;
    }

    /** Returns the current id in the marker; empty if there is no marker. */
    Optional<String> currentId() throws IOException {
        Optional<Stamp> now = stamp(root.marker());
        if (now.isPresent() && now.equals(verified)) {
            return Optional.of(expectedId);
        }
        Optional<String> id = root.id();
        verified = id.filter(expectedId::equals).flatMap(same -> now);
        return id;
    }

    /** Returns the identity of the marker file. Empty if it is missing or the file system has no file identities. */
    private static Optional<Stamp> stamp(Path file) throws IOException {
        try {
            BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
            return Optional.ofNullable(found.fileKey())
                    .map(key -> new Stamp(key, found.size(), found.lastModifiedTime()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
