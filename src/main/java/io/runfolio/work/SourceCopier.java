package io.runfolio.work;

import io.runfolio.files.Checksums;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.InterruptedRunException;
import io.runfolio.files.StorageErrors;
import io.runfolio.intake.OpenSource;
import io.runfolio.intake.RefusedEventException;
import io.runfolio.intake.SourceOpener;
import io.runfolio.intake.SourceRoots.NotAFileException;
import io.runfolio.intake.SourceUnavailableException;
import io.runfolio.media.MediaResult.Problem;
import io.runfolio.run.EventOrigin;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Copier of sources into bundles, with the checksum computed on the way: each byte is read once. */
public final class SourceCopier {
    private static final int BUFFER_BYTES = 256 << 10;
    /** Number of attempts at a file that changes while it is copied. */
    private static final int TRIES = 3;

    private final SourceOpener sources;
    private final long maxBytes;
    private final UnaryOperator<ReadableByteChannel> reading;

    /**
     * @param sources opens the sources that may be read
     * @param maxBytes size of the largest file that is copied
     */
    public SourceCopier(SourceOpener sources, long maxBytes) {
        this(sources, maxBytes, UnaryOperator.identity());
    }

    /** Creates a copier that reads through a wrapper, so that a test can change a file between two reads. */
    SourceCopier(SourceOpener sources, long maxBytes, UnaryOperator<ReadableByteChannel> reading) {
        this.sources = sources;
        this.maxBytes = maxBytes;
        this.reading = reading;
    }

    /** Result of a copy. */
    public sealed interface Result {}

    /**
     * Copy that was made whole.
     *
     * @param bytes its size
     * @param sha256 lower-case hex
     */
    public record Copied(long bytes, String sha256) implements Result {}

    /** Copy that was not made; nothing is left in its place. */
    public record NotCopied(Problem problem) implements Result {}

    /**
     * Copies a file.
     *
     * @param sourcePath path as the event has it
     * @param event the event
     * @param target a file that does not exist
     * @throws io.runfolio.files.StorageException on an I/O error on the target
     */
    public Result copy(String sourcePath, EventOrigin event, Path target) {
        return copy(sourcePath, event, target, source -> {});
    }

    /**
     * Copies a file as {@link #copy(String, EventOrigin, Path)} does.
     *
     * @param copied receives the source as it was copied
     */
    Result copy(String sourcePath, EventOrigin event, Path target, Consumer<OpenSource> copied) {
        for (int attempt = 1; attempt <= TRIES; attempt++) {
            Result result = copyOnce(sourcePath, event, target, copied);
            boolean changed =
                    result instanceof NotCopied not && not.problem().code().equals("source_changed");
            if (!changed || attempt == TRIES) {
                return result;
            }
        }
        throw new IllegalStateException("the last try has returned");
    }

    private Result copyOnce(String sourcePath, EventOrigin event, Path target, Consumer<OpenSource> seen) {
        try (OpenSource source = sources.open(sourcePath, event)) {
            if (source.bytes() > maxBytes) {
                return problem(
                        "too_large",
                        "The file has " + source.bytes() + " bytes and the limit is " + maxBytes
                                + "; raise runfolio.media.max-bytes to keep such files.");
            }
            if (source.isAsLong()) {
                Copied copied = pump(source, target);
                if (source.isUnchanged(copied.bytes())) {
                    seen.accept(source);
                    return copied;
                }
                deleteQuietly(target);
            }
            return problem("source_changed", "The file was changed while it was copied.");
        } catch (SourceUnavailableException e) {
            return problem(e.code(), e.getMessage());
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
            // not beyond the size at the start: a growing file is detected by its size, and a device has no size
            while (total < source.bytes() && read(in, buffer) >= 0) {
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
        DurableFiles.delete(target, "A partial copy cannot be removed");
    }

    /** Failure to read the source, as opposed to writing the copy. */
    private static final class SourceFailure extends IOException {
        private static final long serialVersionUID = 1L;

        SourceFailure(IOException cause) {
            super(cause);
        }
    }
}
