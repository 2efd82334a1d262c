package io.runfolio.artifact.transfer;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.run.AliveLock;
import io.runfolio.run.Durable;
import io.runfolio.run.StorageErrors;
import io.runfolio.run.StorageRoots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

/** A folder in staging for as long as something is under way. Its sign of life keeps workers from clearing it; what a death leaves, the next worker clears as it does its own kind's. */
final class Workplace implements AutoCloseable {
    private final Path folder;
    private final Path sign;
    private final AliveLock alive;

    private Workplace(Path folder, Path sign, AliveLock alive) {
        this.folder = folder;
        this.sign = sign;
        this.alive = alive;
    }

    /** @param purpose begins its name, such as {@code import} */
    static Workplace open(BundleLayout layout, String purpose) {
        byte[] random = new byte[4];
        new SecureRandom().nextBytes(random);
        String name = purpose + "-" + ProcessHandle.current().pid() + "-"
                + HexFormat.of().formatHex(random);
        try {
            StorageRoots.createFolders(layout.locks());
            AliveLock alive = AliveLock.hold(layout.alive(name));
            return new Workplace(Files.createDirectories(layout.staging(name)), layout.alive(name), alive);
        } catch (IOException e) {
            throw StorageErrors.translate(e, "Nothing can be prepared in " + layout.stagingRoot());
        }
    }

    Path folder() {
        return folder;
    }

    @Override
    public void close() {
        try {
            Durable.deleteTree(folder);
            alive.close();
            Files.deleteIfExists(sign);
        } catch (IOException e) {
            throw StorageErrors.translate(e, folder + " could not be cleared");
        }
    }
}
