package io.runfolio.files;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;

/** Splits a stream into lines with their offsets. A last line without newline is left out. */
public final class LineScanner {
    /** Longer lines are truncated, which makes them invalid JSON; valid lines are far shorter. */
    private static final int MAX_LINE_BYTES = 16 << 20;

    private static final int CHUNK = 1 << 16;

    private LineScanner() {}

    /** Receives the lines. */
    public interface Sink {
        /**
         * @param offset position of the line in the file
         * @param line its bytes, without the newline
         */
        void line(long offset, byte[] line);
    }

    /**
     * Reads a stream to its end.
     *
     * @param in positioned at the start of a line
     * @param start that position in the file
     * @return the position after the last newline
     */
    public static long scan(InputStream in, long start, Sink sink) throws IOException {
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

    /**
     * Finds the end of the last whole line from the end of a file, without reading the lines before it.
     *
     * @return the position after the last newline; 0 without one
     */
    public static long lastLineEnd(RandomAccessFile in) throws IOException {
        byte[] tail = new byte[CHUNK];
        for (long end = in.length(); end > 0; end -= CHUNK) {
            long from = Math.max(0, end - CHUNK);
            in.seek(from);
            in.readFully(tail, 0, (int) (end - from));
            for (int i = (int) (end - from) - 1; i >= 0; i--) {
                if (tail[i] == '\n') {
                    return from + i + 1;
                }
            }
        }
        return 0;
    }

    private static void keep(ByteArrayOutputStream line, byte[] chunk, int from, int to) {
        int room = MAX_LINE_BYTES - line.size();
        line.write(chunk, from, Math.min(to - from, room));
    }
}
