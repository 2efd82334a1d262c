package io.runfolio.dedup;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.files.FileIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Finds and removes objects that no bundle uses. */
public final class ObjectSweep {
    private final BundleLayout layout;
    private final ObjectFolder folder;

    ObjectSweep(BundleLayout layout) {
        this.layout = layout;
        this.folder = new ObjectFolder(layout.objects());
    }

    /**
     * Objects that were removed, or would be.
     *
     * @param bytes bytes that this frees
     */
    public record Swept(boolean isDryRun, int objects, int removed, long bytes) {}

    Swept sweep(boolean dryRun) throws IOException {
        Set<Object> used = new HashSet<>();
        new BundleOriginals(layout).all(path -> {}).forEach(original -> used.add(original.bytesKey()));
        int objects = 0;
        int removed = 0;
        long bytes = 0;
        for (Path object : folder.objects()) {
            objects++;
            FileIdentity identity = FileIdentity.of(object);
            if (isUsed(object, identity, used)) {
                continue;
            }
            if (!dryRun) {
                Files.deleteIfExists(object);
            }
            removed++;
            bytes += identity.bytes();
        }
        return new Swept(dryRun, objects, removed, bytes);
    }

    /** A file with another name may belong to a run that is about to be sealed. */
    static boolean isUsed(Path object, FileIdentity identity, Set<Object> used) {
        if (identity.links() > 1 || used.contains(identity.key())) {
            return true;
        }
        return CloneMark.find(object)
                .filter(mark -> used.contains(mark.sha256() + " " + mark.group()))
                .isPresent();
    }
}
