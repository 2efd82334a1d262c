package io.runfolio.cli.output;

import io.runfolio.artifact.AmbiguousIdException;
import io.runfolio.artifact.UnknownArtifactException;
import io.runfolio.artifact.transfer.TransferException;
import io.runfolio.files.RunfolioException;
import io.runfolio.files.StorageErrors;
import io.runfolio.intake.RefusedEventException;
import io.runfolio.retention.RetentionException;
import io.runfolio.retention.hold.UnknownHoldException;
import io.runfolio.retention.purge.UnknownRemovalException;
import io.runfolio.settings.SettingException;
import io.runfolio.workflow.run.StartRefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Error message and exit code of a failed command.
 *
 * @param message one line without the program's name
 * @param code exit code
 */
public record CommandFailure(String message, int code) {

    /** Finds the first expected cause; wrappers, such as Camel's exceptions, add nothing. */
    public static CommandFailure of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            CommandFailure known = known(cause);
            if (known != null) {
                return known;
            }
        }
        return new CommandFailure(
                "unexpected failure (" + failure.getClass().getSimpleName() + "): "
                        + Terminal.printable(String.valueOf(failure.getMessage()))
                        + "; run the command again with --verbose for the details",
                ExitCode.FAILURE);
    }

    /**
     * Fails for a file or folder that exists and may not be read. A search of it would report that it found nothing.
     */
    public static void refuseUnreadable(Path source) {
        if (Files.exists(source) && !Files.isReadable(source)) {
            throw StorageErrors.translate(
                    new AccessDeniedException(source.toString()), source.toAbsolutePath() + " cannot be read");
        }
    }

    private static CommandFailure known(Throwable cause) {
        if (cause instanceof RunfolioException ours) {
            return new CommandFailure(Terminal.printable(ours.getMessage()), code(ours));
        }
        if (cause instanceof SettingException setting) {
            return new CommandFailure(Terminal.printable(setting.getMessage()), ExitCode.USAGE);
        }
        if (cause instanceof BindException bind) {
            return new CommandFailure(
                    "a port cannot be opened (" + bind.getMessage()
                            + "): free it, or set runfolio.http.port or runfolio.http.management-port to another",
                    ExitCode.NOT_READY);
        }
        if (cause instanceof IOException io && !(cause.getCause() instanceof RunfolioException)) {
            return new CommandFailure(Terminal.printable(StorageErrors.reason(io)), ExitCode.NOT_READY);
        }
        return cause instanceof UncheckedIOException unchecked ? of(unchecked.getCause()) : null;
    }

    private static int code(RunfolioException ours) {
        if (ours instanceof UnknownArtifactException || ours instanceof AmbiguousIdException) {
            return ExitCode.FAILURE;
        }
        if (ours instanceof StartRefusedException refused) {
            return refused.status() == 404 ? ExitCode.FAILURE : ExitCode.REFUSED;
        }
        if (ours instanceof TransferException transfer && transfer.code().equals("target_not_empty")) {
            return ExitCode.USAGE;
        }
        if (ours instanceof UnknownHoldException || ours instanceof UnknownRemovalException) {
            return ExitCode.FAILURE;
        }
        if (ours instanceof RetentionException) {
            return ExitCode.REFUSED;
        }
        return ours instanceof RefusedEventException ? ExitCode.REFUSED : ExitCode.NOT_READY;
    }
}
