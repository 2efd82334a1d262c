package io.runfolio.dedup;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.files.FileIdentity;
import io.runfolio.files.StorageErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;

/**
 * Removes objects whose last original was deleted for good, as they would keep its room. A bundle never needs an
 * object, so this harms none; at worst, a later equal original does not share its bytes. Thread-safe.
 */
public final class UnusedObjects {
    private final BundleLayout layout;
    private final ObjectFolder folder;

    public UnusedObjects(BundleLayout layout) {
        this.layout = layout;
        this.folder = new ObjectFolder(layout.objects());
    }

    /**
     * Removes the object of a deleted original if its bytes have no other name. Objects with clones stay, see
     * {@link #sweepClones}.
     *
     * @param sha256 checksum of the original; nothing is done for null
     */
    public void removeIfUnused(String sha256) {
        find(sha256).ifPresent(object -> {
            try {
                if (FileIdentity.of(object).links() == 1
                        && CloneMark.find(object).isEmpty()) {
                    Files.deleteIfExists(object);
                }
            } catch (NoSuchFileException e) {
                return; // another process was first
            } catch (IOException e) {
                throw StorageErrors.translate(e, object + " could not be removed");
            }
        });
    }

    /**
     * Removes all objects that no bundle uses, if one of these originals had clones. Reads all bundles then.
     *
     * @param deleted checksums of deleted originals
     */
    public void sweepClones(Collection<String> deleted) {
        if (deleted.stream().filter(Objects::nonNull).distinct().noneMatch(this::hasClones)) {
            return;
        }
        layout.coordination().writerLocks().deduplication().with(() -> {
            try {
                return new ObjectSweep(layout).sweep(false);
            } catch (IOException e) {
                throw StorageErrors.translate(e, "The objects could not be swept");
            }
        });
    }

    private boolean hasClones(String sha256) {
        return find(sha256).filter(object -> CloneMark.find(object).isPresent()).isPresent();
    }

    private Optional<Path> find(String sha256) {
        return Optional.ofNullable(sha256).filter(ObjectFolder::isChecksum).flatMap(folder::find);
    }
}
