package io.runfolio.coordination.folder;

import io.runfolio.intake.TimedOpen;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Detects events that are still being written, for producers that do not write under another name.
 *
 * <p>A file that is not a complete JSON object counts as unfinished until its size and time are the same at two checks,
 * {@link #QUIET} apart by a monotonic clock. Times of files are not compared with the local clock, as the clock of a
 * share may differ. Safe for use by several threads.
 */
final class PartialWriteDetector {
    static final Duration QUIET = Duration.ofSeconds(2);

    private static final int MAX_REMEMBERED = 10_000;
    private static final int BUFFER_BYTES = 8192;
    /** Maximum number of bytes to scan; the reader refuses longer events. */
    private static final long MAX_SCANNED_BYTES = 16L << 20;

    private static final Duration OPEN_LIMIT = Duration.ofSeconds(1);

    private final Map<Path, Look> looks = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, Look> eldest) {
            return size() > MAX_REMEMBERED;
        }
    };

    /** Size and time of an unfinished file, and the time of the first check. */
    private record Look(long size, FileTime modified, Object fileKey, long since) {
        boolean isLike(BasicFileAttributes now) {
            return size == now.size()
                    && modified.equals(now.lastModifiedTime())
                    && (fileKey == null || fileKey.equals(now.fileKey()));
        }

        boolean isQuiet() {
            return System.nanoTime() - since >= QUIET.toNanos();
        }
    }

    /** Checks a waiting event and returns whether its producer may still be writing it. */
    synchronized boolean isGrowing(Path event) {
        try {
            BasicFileAttributes now = Files.readAttributes(event, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            Look before = looks.get(event);
            if (before != null && before.isLike(now)) {
                return !before.isQuiet() || finished(event);
            }
            if (!now.isRegularFile() || isWholeObject(event)) {
                return finished(event);
            }
            looks.put(event, new Look(now.size(), now.lastModifiedTime(), now.fileKey(), System.nanoTime()));
            return true;
        } catch (IOException e) {
            return finished(event); // the claim or the reader reports the error
        }
    }

    private boolean finished(Path event) {
        looks.remove(event);
        return false;
    }

    private static boolean isWholeObject(Path event) throws IOException {
        // A pipe may have replaced the file since the check.
        try (FileChannel channel = TimedOpen.within(
                OPEN_LIMIT, () -> FileChannel.open(event, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            ObjectEnd end = new ObjectEnd();
            ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
            long left = MAX_SCANNED_BYTES;
            while (left > 0 && channel.read(buffer) >= 0) {
                left -= buffer.flip().remaining();
                while (buffer.hasRemaining()) {
                    end.next(buffer.get());
                }
                buffer.clear();
            }
            return left <= 0 || end.isReached();
        }
    }

    /** Scans JSON byte by byte and detects whether the last object is complete. */
    private static final class ObjectEnd {
        private int depth;
        private boolean inText;
        private boolean escaped;
        private byte last;

        void next(byte value) {
            if (inText) {
                inText = escaped || value != '"';
                escaped = !escaped && value == '\\';
                return;
            }
            inText = value == '"';
            depth += value == '{' ? 1 : value == '}' ? -1 : 0;
            last = value < 0 || value > ' ' ? value : last;
        }

        boolean isReached() {
            return !inText && depth <= 0 && last == '}';
        }
    }
}
