package io.runfolio.dedup;

import io.runfolio.bundle.AssetOutcome;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.RunDraft;
import io.runfolio.files.PathResolver;
import io.runfolio.files.RandomIds;
import io.runfolio.files.RunfolioException;
import io.runfolio.files.StorageErrors;
import io.runfolio.run.AssetRecord;
import io.runfolio.settings.MediaSettings.DedupMode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deduplicates the originals of a run before it is sealed. A failure leaves them as they are. Thread-safe. */
public final class OriginalSharing {
    private static final Logger LOG = LoggerFactory.getLogger(OriginalSharing.class);
    private static final int NAME_BYTES = 8;

    private final DedupMode mode;
    private final BundleLayout layout;
    private final FileCloner cloner;
    private Optional<ObjectStore> store = Optional.empty();
    private boolean isOpen;

    public OriginalSharing(DedupMode mode, BundleLayout layout, FileCloner cloner) {
        this.mode = mode;
        this.layout = layout;
        this.cloner = cloner;
    }

    /**
     * Tries the mode on the file system of the bundles, and announces it. Later calls do nothing.
     *
     * @throws io.runfolio.settings.SettingException if the file system does not support the mode
     */
    public synchronized void open() {
        if (isOpen || mode == DedupMode.OFF) {
            return;
        }
        Optional<ByteSharing> sharing = new SharingProbe(layout, cloner).choose(mode);
        announce(mode, sharing);
        store = sharing.map(
                technique -> new ObjectStore(new ObjectFolder(layout.objects()), technique, DedupSteps.NONE));
        isOpen = true;
    }

    private synchronized Optional<ObjectStore> store() {
        open();
        return store;
    }

    private static void announce(DedupMode mode, Optional<ByteSharing> sharing) {
        if (sharing.isEmpty()) {
            LOG.info(
                    "runfolio.dedup={}: the file system has neither clones nor hard links; nothing is shared",
                    mode.word());
            return;
        }
        LOG.info(
                "runfolio.dedup={}: equal originals share their bytes by {}",
                mode.word(),
                sharing.get().mode().word());
        if (sharing.get() instanceof HardLinks) {
            LOG.warn("originals become read-only (0440), and equal ones are one file with several names:"
                    + " a program that changes one in place changes all of them");
        }
    }

    /** Deduplicates the originals of a run that is about to be sealed. */
    public void share(RunDraft draft, List<AssetOutcome> outcomes) {
        store().ifPresent(objects -> outcomes.forEach(outcome -> share(objects, draft, outcome.record())));
    }

    private static void share(ObjectStore objects, RunDraft draft, AssetRecord asset) {
        if (!ObjectFolder.isChecksum(asset.sha256()) || asset.relativePath() == null || asset.bytes() == 0) {
            return;
        }
        Path root = draft.folder().root();
        Optional<Path> original = new PathResolver(root).file(asset.relativePath());
        if (original.isEmpty()) {
            return;
        }
        try {
            objects.share(original.get(), asset.sha256(), root.resolve(".dedup-" + RandomIds.hex(NAME_BYTES)));
        } catch (IOException e) {
            LOG.warn("{}: {} keeps bytes of its own: {}", draft.runId(), asset.relativePath(), StorageErrors.reason(e));
        } catch (RunfolioException e) {
            LOG.warn("{}: {} keeps bytes of its own: {}", draft.runId(), asset.relativePath(), e.getMessage());
        }
    }
}
