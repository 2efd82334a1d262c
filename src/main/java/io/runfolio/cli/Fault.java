package io.runfolio.cli;

import io.runfolio.artifact.AmbiguousIdException;
import io.runfolio.artifact.UnknownArtifactException;
import io.runfolio.artifact.transfer.TransferException;
import io.runfolio.run.RefusedEventException;
import io.runfolio.run.RunfolioException;
import io.runfolio.run.StorageErrors;
import io.runfolio.settings.SettingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The end of a command that failed: one line for people, and the exit code of the README.
 *
 * @param message one line without the program's name
 * @param code exit code
 */
record Fault(String message, int code) {

    /** Finds the first cause that is foreseen; what wraps it, such as Camel's own exceptions, adds nothing. */
    static Fault of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Fault known = known(cause);
            if (known != null) {
                return known;
            }
        }
        return new Fault(
                "unexpected failure (" + failure.getClass().getSimpleName() + "): "
                        + Terminal.printable(String.valueOf(failure.getMessage()))
                        + "; run the command again with --verbose for the details",
                ExitCode.FAILURE);
    }

    /** Fails for a file or folder that is there and may not be read: a search of it would find nothing, and say so. */
    static void refuseUnreadable(Path source) {
        if (Files.exists(source) && !Files.isReadable(source)) {
            throw StorageErrors.translate(
                    new AccessDeniedException(source.toString()), source.toAbsolutePath() + " cannot be read");
        }
    }

    private static Fault known(Throwable cause) {
        if (cause instanceof RunfolioException ours) {
            return new Fault(Terminal.printable(ours.getMessage()), code(ours));
        }
        if (cause instanceof SettingException setting) {
            return new Fault(Terminal.printable(setting.getMessage()), ExitCode.USAGE);
        }
        if (cause instanceof BindException bind) {
            return new Fault(
                    "a port cannot be opened (" + bind.getMessage()
                            + "): free it, or set runfolio.http.port or runfolio.http.management-port to another",
                    ExitCode.NOT_READY);
        }
        if (cause instanceof IOException io && !(cause.getCause() instanceof RunfolioException)) {
            return new Fault(Terminal.printable(StorageErrors.reason(io)), ExitCode.NOT_READY);
        }
        return cause instanceof UncheckedIOException unchecked ? of(unchecked.getCause()) : null;
    }

    private static int code(RunfolioException ours) {
        if (ours instanceof UnknownArtifactException || ours instanceof AmbiguousIdException) {
            return ExitCode.FAILURE;
        }
        if (ours instanceof TransferException transfer && transfer.code().equals("target_not_empty")) {
            return ExitCode.USAGE;
        }
        return ours instanceof RefusedEventException ? ExitCode.REFUSED : ExitCode.NOT_READY;
    }
}
