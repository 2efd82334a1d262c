package io.runfolio.dedup;

import io.runfolio.media.child.ChildCommand;
import io.runfolio.media.child.ChildNotStartedException;
import io.runfolio.media.child.ChildResult;
import io.runfolio.media.child.ChildRunner;
import io.runfolio.media.child.ExecutableFinder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Clones by the system's {@code cp}, as Java has no call for it and does not tell a clone from a copy. */
public final class ProgramCloner implements FileCloner {
    private static final Duration TIME_LIMIT = Duration.ofSeconds(60);
    private static final int MAX_MESSAGE_BYTES = 2_000;
    private static final boolean IS_MAC =
            System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("mac");

    private final ChildRunner children;

    public ProgramCloner(ChildRunner children) {
        this.children = children;
    }

    @Override
    public void copyAsClone(Path source, Path target) throws IOException {
        Path program = ExecutableFinder.findOnPath("cp")
                .orElseThrow(() -> new IOException("there is no program cp on the PATH"));
        List<String> arguments = IS_MAC
                ? List.of("-c", source.toString(), target.toString())
                : List.of("--reflink=always", "--", source.toString(), target.toString());
        ChildResult result;
        try {
            result = children.run(
                    new ChildCommand(program, arguments, target.getParent(), TIME_LIMIT, 0, MAX_MESSAGE_BYTES, 0, 0));
        } catch (ChildNotStartedException e) {
            throw new IOException(e.getMessage(), e);
        }
        if (result.timedOut()) {
            throw new IOException("cp did not end within " + TIME_LIMIT.toSeconds() + " s");
        }
        if (result.exitCode() != 0) {
            String message = new String(result.error(), StandardCharsets.UTF_8).strip();
            throw new IOException(message.isEmpty() ? "cp failed with exit code " + result.exitCode() : message);
        }
    }
}
