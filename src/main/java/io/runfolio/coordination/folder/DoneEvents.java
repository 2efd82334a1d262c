package io.runfolio.coordination.folder;

import io.runfolio.coordination.Claim;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.PrivateFiles;
import io.runfolio.files.StorageErrors;
import io.runfolio.intake.EventMasking;
import io.runfolio.json.SecretMask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Moves bundled events to {@code .done}: unchanged without a secret, else as a masked copy. */
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
                    ? EventMasking.masked(Files.readAllBytes(claim.file()), mask)
                    : Optional.empty();
            if (masked.isPresent()) {
                addCopy(claim, masked.get());
            } else {
                EventFileMoves.moveToFreeName(claim.file(), layout.done(), claim.name(), claim.id());
            }
        } catch (IOException e) {
            throw StorageErrors.translate(e, "An event cannot be filed without its secrets");
        }
    }

    /**
     * Writes a masked copy. Each step can be repeated after a kill: the original is deleted last, and an existing copy
     * is not written twice.
     */
    private void addCopy(Claim claim, byte[] masked) throws IOException {
        Path part = layout.done().resolve("." + claim.id() + InboxLayout.PART_SUFFIX);
        Files.deleteIfExists(part);
        boolean there = Files.exists(EventFileMoves.alternativeName(layout.done(), claim.name(), claim.id()))
                || holds(layout.done().resolve(claim.name()), masked);
        if (!there) {
            DurableFiles.writeNew(part, masked);
            EventFileMoves.moveToFreeName(part, layout.done(), claim.name(), claim.id());
        }
        EventFileMoves.delete(claim.file());
    }

    private static boolean holds(Path file, byte[] bytes) throws IOException {
        return Files.isRegularFile(file)
                && Files.size(file) == bytes.length
                && Arrays.equals(Files.readAllBytes(file), bytes);
    }
}
