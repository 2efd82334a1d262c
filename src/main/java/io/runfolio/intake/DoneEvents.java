package io.runfolio.intake;

import io.runfolio.files.PrivateFiles;
import io.runfolio.json.SecretMask;
import io.runfolio.run.Durable;
import io.runfolio.run.StorageErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Files events whose bundles are on disk: as they came if they hold no secret, else as a masked copy. */
final class DoneEvents {
    private final InboxLayout layout;
    private final SecretMask mask;

    DoneEvents(InboxLayout layout, SecretMask mask) {
        this.layout = layout;
        this.mask = mask;
    }

    void add(Claim claim) {
        PrivateFiles.restrict(claim.file());
        try {
            Optional<byte[]> masked = mask.isEnabled() && Files.exists(claim.file())
                    ? EventSecrets.masked(Files.readAllBytes(claim.file()), mask)
                    : Optional.empty();
            if (masked.isPresent()) {
                addCopy(claim, masked.get());
            } else {
                EventFiles.moveToFreeName(claim.file(), layout.done(), claim.name(), claim.id());
            }
        } catch (IOException e) {
            throw StorageErrors.translate(e, "An event cannot be filed without its secrets");
        }
    }

    /** Each step can be repeated after a kill: the original goes last, and a copy that is there already is not made twice. */
    private void addCopy(Claim claim, byte[] masked) throws IOException {
        Path part = layout.done().resolve("." + claim.id() + InboxLayout.PART_SUFFIX);
        Files.deleteIfExists(part);
        boolean there = Files.exists(EventFiles.spare(layout.done(), claim.name(), claim.id()))
                || holds(layout.done().resolve(claim.name()), masked);
        if (!there) {
            Durable.writeNew(part, masked);
            EventFiles.moveToFreeName(part, layout.done(), claim.name(), claim.id());
        }
        EventFiles.delete(claim.file());
    }

    private static boolean holds(Path file, byte[] bytes) throws IOException {
        return Files.isRegularFile(file)
                && Files.size(file) == bytes.length
                && Arrays.equals(Files.readAllBytes(file), bytes);
    }
}
