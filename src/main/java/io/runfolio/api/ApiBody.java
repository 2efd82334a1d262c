package io.runfolio.api;

import io.runfolio.catalog.Change;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;

/** What an answer carries, and how it can be sent without being held in memory. */
public sealed interface ApiBody {
    /** Nothing. */
    record None() implements ApiBody {}

    /** Some bytes that are there already. */
    record Bytes(byte[] bytes) implements ApiBody {}

    /**
     * A part of a file.
     *
     * @param offset first byte
     * @param length number of bytes
     */
    record FilePart(Path file, long offset, long length) implements ApiBody {}

    /**
     * Bytes that are made while they are sent.
     *
     * @param done is called once, whether or not they were sent
     */
    record Streamed(Writer writer, Runnable done) implements ApiBody {}

    /**
     * Changes as they happen, as server-sent events.
     *
     * @param after number of the last change that the client knows
     * @param last number of the last change; smaller than {@code after} once numbers have begun anew
     * @param source changes after a number, oldest first
     */
    record Feed(long after, LongSupplier last, LongFunction<List<Change>> source) implements ApiBody {}

    /** Writes a body; a broken connection shows as an {@link IOException}. */
    @FunctionalInterface
    interface Writer {
        void write(OutputStream out) throws IOException;
    }
}
