package io.runfolio.dedup;

import io.runfolio.files.Checksums;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/** Lets originals share the bytes of objects. Each is verified by its recorded checksum before. */
final class OriginalConverter implements OriginalWork {
    private final ObjectFolder folder;
    private final ObjectStore store;
    private final boolean dryRun;
    /** Checksums whose first original was seen in a dry run. */
    private final Set<String> planned = new HashSet<>();

    OriginalConverter(ObjectFolder folder, ByteSharing sharing, DedupSteps steps, boolean dryRun) {
        this.folder = folder;
        this.store = new ObjectStore(folder, sharing, steps);
        this.dryRun = dryRun;
    }

    @Override
    public void convert(BundleOriginal original, DedupTally tally) throws IOException {
        if (original.sha256().isPresent()
                && store.isShared(original.file(), original.sha256().get())) {
            tally.unchanged();
            return;
        }
        if (dryRun) {
            plan(original, tally);
            return;
        }
        String found = Checksums.sha256(original.file());
        if (!found.equals(original.sha256().orElse(found))) {
            tally.damaged(original);
            return;
        }
        switch (store.share(original.file(), found, folder.newPart())) {
            case UNCHANGED -> tally.unchanged();
            case CREATED -> tally.changed(0);
            case REPLACED -> tally.changed(freed(original));
        }
    }

    private void plan(BundleOriginal original, DedupTally tally) {
        String sha256 = original.sha256().orElse(original.name());
        boolean first = planned.add(sha256)
                && (original.sha256().isEmpty() || folder.find(sha256).isEmpty());
        tally.changed(first ? 0 : freed(original));
    }

    /** Returns the bytes that go with this name of the file: none if the file has others, or is a clone. */
    private static long freed(BundleOriginal original) {
        return original.identity().links() == 1 && original.mark().isEmpty()
                ? original.identity().bytes()
                : 0;
    }
}
