package io.runfolio.index;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** Cuts a stream into lines, and tells where each begins. A line without its newline is not a line. */
final class LineScanner {
    /** No line of ours comes near it; of a longer one only the start is handed over, which is no JSON and so no line of ours. */
    private static final int LONGEST_LINE = 16 << 20;

    private static final int CHUNK = 1 << 16;

    private LineScanner() {}

    /** Takes one line. */
    interface Sink {
        /**
         * @param offset where the line begins in the file
         * @param line its bytes, without the newline
         */
        void line(long offset, byte[] line);
    }

    /**
     * Reads a stream to its end.
     *
     * @param in positioned at the start of a line
     * @param start that position in the file
     * @return the position behind the last newline
     */
    static long scan(InputStream in, long start, Sink sink) throws IOException {
        byte[] chunk = new byte[CHUNK];
        ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
        long lineStart = start;
        long position = start;
        int count;
        while ((count = in.read(chunk)) > 0) {
            int from = 0;
            for (int i = 0; i < count; i++) {
                if (chunk[i] == '\n') {
                    keep(line, chunk, from, i);
                    sink.line(lineStart, line.toByteArray());
                    line.reset();
                    from = i + 1;
                    lineStart = position + from;
                }
            }
            keep(line, chunk, from, count);
            position += count;
        }
        return lineStart;
    }

    private static void keep(ByteArrayOutputStream line, byte[] chunk, int from, int to) {
        int room = LONGEST_LINE - line.size();
        line.write(chunk, from, Math.min(to - from, room));
    }
}
