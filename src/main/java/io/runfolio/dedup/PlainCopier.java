package io.runfolio.dedup;

import io.runfolio.files.Checksums;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.FileIdentity;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Gives originals that share their bytes bytes of their own again. */
final class PlainCopier implements OriginalWork {
    private final ObjectFolder folder;
    private final DedupSteps steps;
    private final boolean dryRun;
    private final List<BundleOriginal> before;
    /** Number of bundles' originals with the same bytes, before the first was copied. */
    private final Map<Object, Integer> users = new HashMap<>();

    private final Set<Object> objects = new HashSet<>();

    /**
     * @param all the originals of all bundles
     * @throws IOException if an object cannot be read
     */
    PlainCopier(ObjectFolder folder, List<BundleOriginal> all, DedupSteps steps, boolean dryRun) throws IOException {
        this.folder = folder;
        this.before = all;
        this.steps = steps;
        this.dryRun = dryRun;
        all.forEach(original -> users.merge(original.bytesKey(), 1, Integer::sum));
        for (Path object : folder.objects()) {
            objects.add(FileIdentity.of(object).key());
        }
    }

    /** @throws IOException if the file system of a folder has less room than the copies need */
    void checkSpace(Path outputs) throws IOException {
        long needed = 0;
        for (BundleOriginal original : before) {
            needed += isShared(original) ? original.identity().bytes() : 0;
        }
        long free = needed == 0 ? 0 : Files.getFileStore(outputs).getUsableSpace();
        if (free < needed) {
            throw new IOException("the copies need " + needed + " bytes, and " + free + " are free: make room first");
        }
    }

    @Override
    public void convert(BundleOriginal original, DedupTally tally) throws IOException {
        if (!isShared(original)) {
            tally.unchanged();
            return;
        }
        if (!dryRun) {
            Path part = folder.newPart();
            try {
                if (!copy(original, part)) {
                    tally.damaged(original);
                    return;
                }
            } finally {
                DurableFiles.tryDelete(part);
            }
        }
        tally.changed(original.identity().bytes());
    }

    private boolean isShared(BundleOriginal original) {
        boolean isLinked = original.identity().links() > 1
                && (users.getOrDefault(original.bytesKey(), 0) > 1
                        || objects.contains(original.identity().key()));
        return isLinked || original.mark().isPresent();
    }

    /** Copies and replaces an original; returns whether its bytes are those of its record. */
    private boolean copy(BundleOriginal original, Path part) throws IOException {
        steps.before("write aside");
        String copied;
        try (OutputStream out = Files.newOutputStream(part, StandardOpenOption.CREATE_NEW)) {
            copied = Checksums.copy(original.file(), out).sha256();
        }
        DurableFiles.forceFile(part);
        steps.before("verify");
        if (!copied.equals(original.sha256().orElse(copied))
                || !Checksums.sha256(part).equals(copied)) {
            return false;
        }
        Files.setLastModifiedTime(part, Files.getLastModifiedTime(original.file()));
        steps.before("replace original");
        DurableFiles.moveAtomically(part, original.file());
        steps.before("flush folder");
        DurableFiles.forceFolder(original.file().getParent());
        return true;
    }
}
