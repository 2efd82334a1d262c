package io.runfolio.flow;

import io.runfolio.intake.SourceRoots;
import io.runfolio.intake.SourceRoots.NotAFileException;
import io.runfolio.intake.SourceRoots.OpenSource;
import io.runfolio.media.Checksums;
import io.runfolio.media.MediaResult.Problem;
import io.runfolio.run.InterruptedRunException;
import io.runfolio.run.RefusedEventException;
import io.runfolio.run.StorageErrors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Copies a file of an event into the bundle, hashing on the way: each byte is read once. */
public final class SourceCopier {
    private static final int BUFFER_BYTES = 256 << 10;
    /** A file that changes under the copy is copied again, this often in all. */
    private static final int TRIES = 3;

    private final SourceRoots roots;
    private final long maxBytes;
    private final UnaryOperator<ReadableByteChannel> reading;

    /**
     * @param roots what may be read
     * @param maxBytes largest file that is copied
     */
    public SourceCopier(SourceRoots roots, long maxBytes) {
        this(roots, maxBytes, UnaryOperator.identity());
    }

    /** Reads sources through a wrapper, so that a test can change a file between two reads of one copy. */
    SourceCopier(SourceRoots roots, long maxBytes, UnaryOperator<ReadableByteChannel> reading) {
        this.roots = roots;
        this.maxBytes = maxBytes;
        this.reading = reading;
    }

    /** How a copy came out. */
    public sealed interface Result {}

    /**
     * The file was copied whole.
     *
     * @param bytes its size
     * @param sha256 lower-case hex
     */
    public record Copied(long bytes, String sha256) implements Result {}

    /** The file was not copied, and nothing is left where it would be. */
    public record NotCopied(Problem problem) implements Result {}

    /**
     * Copies a file.
     *
     * @param sourcePath as the event has it
     * @param target a file that does not exist
     * @throws io.runfolio.run.StorageException if our own disk fails
     */
    public Result copy(String sourcePath, Path target) {
        return copy(sourcePath, target, attributes -> {});
    }

    /**
     * Copies a file as {@link #copy(String, Path)} does.
     *
     * @param copied is given the attributes of the state of the file that was copied
     */
    Result copy(String sourcePath, Path target, Consumer<BasicFileAttributes> copied) {
        for (int attempt = 1; attempt <= TRIES; attempt++) {
            Result result = copyOnce(sourcePath, target, copied);
            boolean changed =
                    result instanceof NotCopied not && not.problem().code().equals("source_changed");
            if (!changed || attempt == TRIES) {
                return result;
            }
        }
        throw new IllegalStateException("the last try has returned");
    }

    private Result copyOnce(String sourcePath, Path target, Consumer<BasicFileAttributes> seen) {
        try (OpenSource source = roots.open(sourcePath)) {
            if (source.before().size() > maxBytes) {
                return problem(
                        "too_large",
                        "The file has " + source.before().size() + " bytes and the limit is " + maxBytes
                                + "; raise runfolio.media.max-bytes to keep such files.");
            }
            if (source.isAsLong()) {
                Copied copied = pump(source, target);
                if (source.isUnchanged(copied.bytes())) {
                    seen.accept(source.before());
                    return copied;
                }
                deleteQuietly(target);
            }
            return problem("source_changed", "The file was changed while it was copied.");
        } catch (SourceFailure e) {
            deleteQuietly(target);
            return problem("unreadable", "The file could not be read to its end.");
        } catch (NoSuchFileException e) {
            return problem(
                    "missing", "There is no file " + LogContext.printable(sourcePath) + " where files may be read.");
        } catch (NotAFileException e) {
            return problem("not_a_file", "The path leads to something that is not a regular file.");
        } catch (AccessDeniedException e) {
            return problem("unreadable", "The file may not be read by the worker.");
        } catch (RefusedEventException e) {
            return problem("outside_roots", "The path has come to lead outside the folders that may be read.");
        } catch (ClosedByInterruptException e) {
            throw new InterruptedRunException("Stopped while a file was copied", e);
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).contains("Too many open files")) {
                throw StorageErrors.translate(e, "A file cannot be opened");
            }
            return problem("unreadable", "The file could not be opened.");
        }
    }

    private Copied pump(OpenSource source, Path target) throws SourceFailure {
        ReadableByteChannel in = reading.apply(source.channel());
        MessageDigest digest = Checksums.newSha256();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        long total = 0;
        try (FileChannel out = FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            // not a byte more than there was: one that grows is told by its size, and what is no file has nothing to
            // give
            while (total < source.before().size() && read(in, buffer) >= 0) {
                buffer.flip();
                total += buffer.remaining();
                digest.update(buffer.duplicate());
                while (buffer.hasRemaining()) {
                    out.write(buffer);
                }
                buffer.clear();
            }
        } catch (SourceFailure e) {
            throw e;
        } catch (IOException e) {
            throw StorageErrors.translate(e, "A file cannot be copied into the bundle");
        }
        return new Copied(total, Checksums.hex(digest));
    }

    private static int read(ReadableByteChannel channel, ByteBuffer buffer) throws SourceFailure {
        try {
            return channel.read(buffer);
        } catch (ClosedByInterruptException e) {
            throw new InterruptedRunException("Stopped while a file was copied", e);
        } catch (IOException e) {
            throw new SourceFailure(e);
        }
    }

    private static NotCopied problem(String code, String reason) {
        return new NotCopied(new Problem(code, reason));
    }

    private static void deleteQuietly(Path target) {
        try {
            Files.deleteIfExists(target);
        } catch (IOException e) {
            throw StorageErrors.translate(e, "A partial copy cannot be removed");
        }
    }

    /** Reading the source failed, as opposed to writing the copy. */
    private static final class SourceFailure extends IOException {
        private static final long serialVersionUID = 1L;

        SourceFailure(IOException cause) {
            super(cause);
        }
    }
}
