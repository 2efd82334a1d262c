package io.runfolio.media.video;

import io.runfolio.media.child.ChildCommand;
import io.runfolio.media.child.ChildNotStartedException;
import io.runfolio.media.child.ChildResult;
import io.runfolio.run.EnvironmentException;
import io.runfolio.run.StorageErrors;
import io.runfolio.run.StorageException;
import io.runfolio.run.StorageFullException;
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
 * Separates faults of the machine from verdicts on a file. A child that ends badly has given a verdict only if it says so in a decoder's words; all else ends the attempt by an exception,
 * and the event is tried again.
 */
final class ChildFaults {
    /** Signals that a program raises by its own doing: ILL, TRAP, ABRT, BUS, FPE, SEGV, XCPU, XFSZ, SYS. */
    private static final List<Integer> OWN_SIGNALS = List.of(4, 5, 6, 7, 8, 11, 24, 25, 31);

    private static final int MAX_SIGNAL = 31;
    private static final int PROBE_BYTES = 1 << 20;
    private static final int MAX_WORDS = 400;
    /** Words of ffmpeg, of a JVM and of the loader that a program was stopped or could not run at all. */
    private static final Pattern NOT_RUN = Pattern.compile("(?im)exiting normally, received signal|^fault: "
            + "|error occurred during initialization of vm|insufficient memory for the java runtime"
            + "|could not (find or load main class|create the java virtual machine|reserve enough space)"
            + "|unsatisfiedlinkerror|noclassdeffounderror|error while loading shared libraries|failed to execute"
            + "|unable to create (new )?native thread|pthread_create");

    private ChildFaults() {}

    /**
     * Returns the result, if it is one.
     *
     * @param source the file that the child read
     * @throws io.runfolio.run.StorageFullException if no room is left where the child writes
     * @throws StorageException if a disk of ours failed otherwise
     * @throws EnvironmentException if the child was killed from outside, or ended without a decoder's word
     */
    static ChildResult check(ChildCommand command, Path source, ChildResult result) {
        String said = ChildFailure.evidence(result);
        if (StorageErrors.saysBroken(said)) {
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
        if (NOT_RUN.matcher(said).find() || !ChildFailure.isVerdict(said)) {
            throw fault(command, "ended with exit code " + result.exitCode() + " and no decoder's message", said);
        }
        return result;
    }

    /**
     * Checks the trial start of a program, whose failure would otherwise count as the lack of an engine.
     *
     * @throws EnvironmentException if the trial was stopped from outside or by a full disk, so that another may succeed
     */
    static void checkTrial(Path program, ChildResult result) {
        String said = ChildFailure.said(result);
        if (StorageErrors.saysFull(said)) {
            throw new StorageFullException(program.getFileName() + " found no room" + quoted(said), null);
        }
        int signal = result.exitCode() - 128;
        if (!result.timedOut() && signal > 0 && signal <= MAX_SIGNAL && !OWN_SIGNALS.contains(signal)) {
            throw new EnvironmentException(
                    program.getFileName() + " was killed from outside (signal " + signal + ")", null);
        }
    }

    /** Throws what kept a program from its start, if that may pass. */
    static void rethrowShortage(ChildNotStartedException failure) {
        if (failure.isShortage()) {
            throw failure;
        }
    }

    /** Returns the exception for a child that ended well and left nothing that can be used. */
    static EnvironmentException nothing(String what, ChildResult result) {
        return new EnvironmentException(
                what + " left no result and no message" + quoted(ChildFailure.said(result)), null);
    }

    private static EnvironmentException fault(ChildCommand command, String how, String said) {
        return new EnvironmentException(command.program().getFileName() + " " + how + quoted(said), null);
    }

    /** The words of a child can be those of a file, so the disks themselves are asked: by a write where it writes, and by reading what it read. */
    private static void checkDisk(ChildCommand command, Path source, ChildResult result) {
        String what = command.program().getFileName() + " met a disk that failed";
        checkPlaces(command, source);
        probe(command.workingFolder(), what);
        read(source, what);
        String said = ChildFailure.evidence(result);
        if (StorageErrors.saysFull(said) || said.toLowerCase(Locale.ROOT).contains("read-only file system")) {
            throw new StorageException(what + quoted(said), null);
        }
    }

    private static void checkPlaces(ChildCommand command, Path source) {
        if (!Files.isDirectory(command.workingFolder())) {
            throw new StorageException(
                    "The working folder of a program has vanished: " + command.workingFolder(), null);
        }
        if (!Files.isReadable(source)) {
            throw new StorageException("The file that a program reads has vanished: " + source, null);
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

    /** Returns the end of what a child said, on one line. */
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
