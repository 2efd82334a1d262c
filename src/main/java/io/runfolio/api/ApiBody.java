package io.runfolio.api;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Body of a response, sent without holding files and streams in memory. */
public sealed interface ApiBody {
    /** An empty body. */
    record None() implements ApiBody {}

    /** Bytes in memory. */
    record Bytes(byte[] bytes) implements ApiBody {}

    /**
     * A range of a file.
     *
     * @param offset first byte
     * @param length number of bytes
     */
    record FilePart(Path file, long offset, long length) implements ApiBody {}

    /**
     * Bytes that are created while they are sent.
     *
     * @param done called once, whether or not the bytes were sent
     */
    record Streamed(Writer writer, Runnable done) implements ApiBody {}

    /**
     * A body that is sent while a condition holds. When it fails, the connection is closed.
     *
     * @param body bytes in memory or a range of a file
     * @param isAllowed checked before the first byte and once a second; may block
     * @param onSend called before the first byte, and not for HEAD
     */
    record Watched(ApiBody body, BooleanSupplier isAllowed, Runnable onSend) implements ApiBody {}

    /**
     * A stream of server-sent events.
     *
     * @param first events that are sent at once
     * @param after number of the last event that the client knows
     * @param source the events after that
     */
    record Feed(List<FeedEvent> first, long after, FeedSource source) implements ApiBody {
        public Feed {
            first = List.copyOf(first);
        }
    }

    /** Writes a body; a broken connection is an {@link IOException}. */
    @FunctionalInterface
    interface Writer {
        void write(OutputStream out) throws IOException;
    }
}
