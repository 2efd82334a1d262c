package io.runfolio.media.child;

import java.io.IOException;
import java.io.OutputStream;

/** Writes the standard input of a child on a thread of its own, as a child need not read it. */
final class ChildInputWriter {
    private ChildInputWriter() {}

    /** Writes all bytes and closes the stream; the end of the child ends a write that it does not read. */
    static void write(byte[] input, OutputStream stream) throws IOException {
        if (input.length == 0) {
            stream.close();
            return;
        }
        Thread writer = new Thread(
                () -> {
                    try (stream) {
                        stream.write(input);
                    } catch (IOException e) {
                        // the child has ended, or has closed its input
                    }
                },
                "runfolio-child-writer");
        writer.setDaemon(true);
        writer.start();
    }
}
