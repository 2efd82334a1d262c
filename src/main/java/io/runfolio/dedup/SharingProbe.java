package io.runfolio.dedup;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.files.Checksums;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.FileIdentity;
import io.runfolio.files.PrivateFiles;
import io.runfolio.files.StorageErrors;
import io.runfolio.settings.MediaSettings;
import io.runfolio.settings.MediaSettings.DedupMode;
import io.runfolio.settings.SettingException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Chooses a technique by an attempt on the file system of the bundles. */
final class SharingProbe {
    private final BundleLayout layout;
    private final FileCloner cloner;

    SharingProbe(BundleLayout layout, FileCloner cloner) {
        this.layout = layout;
        this.cloner = cloner;
    }

    /**
     * Returns the technique of a mode; empty if originals stay plain files.
     *
     * @throws SettingException if the file system does not support the mode
     */
    Optional<ByteSharing> choose(DedupMode mode) {
        return switch (mode) {
            case OFF -> Optional.empty();
            case REFLINK -> Optional.of(required(mode, new Clones(cloner), "clones"));
            case HARDLINK -> Optional.of(required(mode, new HardLinks(), "hard links with permissions"));
            case STORE ->
                Optional.<ByteSharing>of(new Clones(cloner))
                        .filter(clones -> problem(clones).isEmpty())
                        .or(() -> Optional.<ByteSharing>of(new HardLinks())
                                .filter(links -> problem(links).isEmpty()));
        };
    }

    private ByteSharing required(DedupMode mode, ByteSharing sharing, String what) {
        problem(sharing).ifPresent(reason -> {
            throw new SettingException(
                    MediaSettings.DEDUP_KEY,
                    MediaSettings.DEDUP_KEY + "=" + mode.word() + " needs a file system with " + what + ", and that of "
                            + layout.root().folder() + " has none (" + reason
                            + "): choose store, which takes what there is, or off");
        });
        return sharing;
    }

    /** Returns why a technique does not work here; empty if it does. */
    private Optional<String> problem(ByteSharing sharing) {
        ObjectFolder folder = new ObjectFolder(layout.objects());
        Path file = null;
        Path object = null;
        Path part = null;
        try {
            if (!FileIdentity.hasPermissions(layout.objects())) {
                return Optional.of("files have no permissions");
            }
            file = folder.newPart();
            object = folder.newPart();
            part = folder.newPart();
            PrivateFiles.write(file, new byte[8_192]);
            DurableFiles.forceFile(file);
            String sha256 = Checksums.sha256(file);
            sharing.createObject(file, sha256, object, part);
            sharing.share(object, sha256, file, part);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(StorageErrors.reason(e));
        } catch (UnsupportedOperationException e) {
            return Optional.of("the system has no such call");
        } finally {
            for (Path made : new Path[] {file, object, part}) {
                if (made != null) {
                    DurableFiles.tryDelete(made);
                }
            }
        }
    }
}
