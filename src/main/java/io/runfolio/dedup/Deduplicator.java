package io.runfolio.dedup;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.files.StorageErrors;
import io.runfolio.settings.MediaSettings.DedupMode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Converts a library in place. Each original is replaced by one rename after its new file was verified, so a conversion
 * may be killed at any point and continues where it was. One conversion runs at a time over all processes.
 */
public final class Deduplicator {
    private final BundleLayout layout;
    private final FileCloner cloner;
    private final DedupSteps steps;

    /**
     * @param cloner clones files, for the modes that need clones
     * @param steps receives the steps
     */
    public Deduplicator(BundleLayout layout, FileCloner cloner, DedupSteps steps) {
        this.layout = layout;
        this.cloner = cloner;
        this.steps = steps;
    }

    /**
     * Lets all equal originals share their bytes.
     *
     * @param progress receives the numbers of done and of all bundles
     * @throws io.runfolio.settings.SettingException if the file system does not support the mode
     */
    public DedupResult convert(DedupMode mode, boolean dryRun, BiConsumer<Integer, Integer> progress) {
        return alone(() -> {
            Optional<ByteSharing> sharing = new SharingProbe(layout, cloner).choose(mode);
            if (sharing.isEmpty()) {
                throw new IOException("the file system has neither clones nor hard links");
            }
            OriginalConverter converter = new OriginalConverter(folder(), sharing.get(), steps, dryRun);
            return run(converter, sharing.get().mode().word(), dryRun, progress);
        });
    }

    /** Gives each original bytes of its own, and removes the objects that nothing uses any more. */
    public DedupResult undo(boolean dryRun, BiConsumer<Integer, Integer> progress) {
        return alone(() -> {
            PlainCopier copier = new PlainCopier(folder(), new BundleOriginals(layout).all(path -> {}), steps, dryRun);
            copier.checkSpace(layout.root().folder());
            DedupResult result = run(copier, DedupMode.OFF.word(), dryRun, progress);
            if (!dryRun) {
                new ObjectSweep(layout).sweep(false);
            }
            return result;
        });
    }

    /** Removes the objects that no bundle uses. Bundles are never touched. */
    public ObjectSweep.Swept sweep(boolean dryRun) {
        return alone(() -> new ObjectSweep(layout).sweep(dryRun));
    }

    private DedupResult run(OriginalWork work, String mode, boolean dryRun, BiConsumer<Integer, Integer> progress) {
        List<Path> bundles = new BundleOriginals(layout).bundles();
        BundleWalk walk = new BundleWalk(layout, work);
        int done = 0;
        for (Path bundle : bundles) {
            walk.visit(bundle);
            progress.accept(++done, bundles.size());
        }
        return walk.tally().result(mode, dryRun);
    }

    private ObjectFolder folder() {
        return new ObjectFolder(layout.objects());
    }

    @FunctionalInterface
    private interface Work<T> {
        T run() throws IOException;
    }

    private <T> T alone(Work<T> work) {
        return layout.coordination().writerLocks().deduplication().with(() -> {
            try {
                folder().deleteParts();
                T result = work.run();
                folder().deleteParts();
                return result;
            } catch (IOException e) {
                throw StorageErrors.translate(e, "The originals could not be deduplicated");
            }
        });
    }
}
