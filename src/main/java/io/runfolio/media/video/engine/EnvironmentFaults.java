package io.runfolio.media.video.engine;

import io.runfolio.files.EnvironmentException;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageException;
import io.runfolio.files.StorageFullException;
import io.runfolio.media.child.ChildCommand;
import io.runfolio.media.child.ChildNotStartedException;
import io.runfolio.media.child.ChildResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Distinguishes faults of the environment from verdicts on a file.
 *
 * <p>A failed child has given a verdict only if a decoder's message says so. Everything else ends the attempt with an
 * exception, and the event is retried.
 */
public final class EnvironmentFaults {
    /** Signals that a program raises itself: ILL, TRAP, ABRT, BUS, FPE, SEGV, XCPU, XFSZ, SYS. */
    private static final List<Integer> OWN_SIGNALS = List.of(4, 5, 6, 7, 8, 11, 24, 25, 31);

    private static final int MAX_SIGNAL = 31;
    private static final int PROBE_BYTES = 1 << 20;
    private static final int MAX_WORDS = 400;
    /** Messages of ffmpeg, the JVM and the loader when a program was stopped or could not run. */
    private static final Pattern NOT_RUN = Pattern.compile("(?im)exiting normally, received signal|^fault: "
            + "|error occurred during initialization of vm|insufficient memory for the java runtime"
            + "|could not (find or load main class|create the java virtual machine|reserve enough space)"
            + "|unsatisfiedlinkerror|noclassdeffounderror|error while loading shared libraries|failed to execute"
            + "|unable to create (new )?native thread|pthread_create");

    private EnvironmentFaults() {}

    /**
     * Returns the result if it is the decoder's, not the environment's.
     *
     * @param source file that the child read
     * @throws io.runfolio.files.StorageFullException if the child's output volume is full
     * @throws StorageException if local storage failed otherwise
     * @throws EnvironmentException if the child was killed from outside or ended without a decoder's message
     */
    static ChildResult check(ChildCommand command, Path source, ChildResult result) {
        String said = EngineFailure.messages(result);
        if (StorageErrors.isStorageFailureMessage(said)) {
            checkDisk(command, source, result);
        }
        if (result.succeeded() || result.timedOut()) {
            return result;
        }
        checkPlaces(command, source);
        int signal = result.exitCode() - 128;
        if (signal > 0 && signal <= MAX_SIGNAL) {
            if (!OWN_SIGNALS.contains(signal)) {
                throw fault(
                        command, "was killed from outside (signal " + signal + "), perhaps for lack of memory", said);
            }
            return result;
        }
        if (NOT_RUN.matcher(said).find() || !EngineFailure.isVerdict(said)) {
            throw fault(command, "ended with exit code " + result.exitCode() + " and no decoder's message", said);
        }
        return result;
    }

    /**
     * Checks the first start of a program, whose failure would otherwise mean that there is no engine.
     *
     * @throws EnvironmentException if it was killed from outside or the disk is full, so that a retry may succeed
     */
    static void checkFirstStart(Path program, ChildResult result) {
        String said = EngineFailure.stderr(result);
        if (StorageErrors.isDiskFullMessage(said)) {
            throw new StorageFullException(program.getFileName() + " found no room" + quoted(said), null);
        }
        int signal = result.exitCode() - 128;
        if (!result.timedOut() && signal > 0 && signal <= MAX_SIGNAL && !OWN_SIGNALS.contains(signal)) {
            throw new EnvironmentException(
                    program.getFileName() + " was killed from outside (signal " + signal + ")", null);
        }
    }

    /** Rethrows a failed start if its cause is temporary. */
    static void rethrowShortage(ChildNotStartedException failure) {
        if (failure.isShortage()) {
            throw failure;
        }
    }

    /** Returns the exception for a child that succeeded without a usable result. */
    public static EnvironmentException missingResult(String what, ChildResult result) {
        return new EnvironmentException(
                what + " left no result and no message" + quoted(EngineFailure.stderr(result)), null);
    }

    private static EnvironmentException fault(ChildCommand command, String how, String said) {
        return new EnvironmentException(command.program().getFileName() + " " + how + quoted(said), null);
    }

    /** Checks the disks themselves, by a write and a read, because a child's messages may quote a file. */
    private static void checkDisk(ChildCommand command, Path source, ChildResult result) {
        String what = command.program().getFileName() + " met a disk that failed";
        checkPlaces(command, source);
        probe(command.workingFolder(), what);
        read(source, what);
        String said = EngineFailure.messages(result);
        if (StorageErrors.isDiskFullMessage(said)
                || said.toLowerCase(Locale.ROOT).contains("read-only file system")) {
            throw new StorageException(what + quoted(said), null);
        }
    }

    private static void checkPlaces(ChildCommand command, Path source) {
        if (!Files.isDirectory(command.workingFolder())) {
            throw new StorageException("The working folder of a program is missing: " + command.workingFolder(), null);
        }
        if (!Files.isReadable(source)) {
            throw new StorageException("The input file of a program is missing: " + source, null);
        }
    }

    private static void probe(Path folder, String what) {
        Path probe = folder.resolve(".probe");
        try {
            try (OutputStream out = Files.newOutputStream(probe)) {
                out.write(new byte[PROBE_BYTES]);
            } finally {
                Files.deleteIfExists(probe);
            }
        } catch (IOException e) {
            throw StorageErrors.translate(e, what);
        }
    }

    private static void read(Path source, String what) {
        try (InputStream in = Files.newInputStream(source)) {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw StorageErrors.translate(e, what);
        }
    }

    /** Returns the end of a child's messages on one line. */
    private static String quoted(String said) {
        Optional<String> words = Optional.of(said.lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .collect(Collectors.joining(" | ")))
                .filter(text -> !text.isEmpty());
        return words.map(text -> ": " + text.substring(Math.max(0, text.length() - MAX_WORDS)))
                .orElse(" (it said nothing)");
    }
}
