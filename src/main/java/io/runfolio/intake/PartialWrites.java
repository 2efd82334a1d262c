package io.runfolio.intake;

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
 * Events that their producers may still be writing. Producers should write under another name and rename; this is for
 * those that do not.
 *
 * <p>A file that is not a closed JSON object counts as unfinished until two looks of ours, {@link #QUIET} apart by a
 * monotonic clock, find the same size and time. Times of files are never compared with our clock: a share has its own.
 * Safe for use by several threads.
 */
final class PartialWrites {
    static final Duration QUIET = Duration.ofSeconds(2);

    private static final int MAX_REMEMBERED = 10_000;
    private static final int BUFFER_BYTES = 8192;
    /** Longer ones are not events; their reader refuses them. */
    private static final long MAX_SCANNED_BYTES = 16L << 20;

    private static final Duration OPEN_LIMIT = Duration.ofSeconds(1);

    private final Map<Path, Look> looks = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, Look> eldest) {
            return size() > MAX_REMEMBERED;
        }
    };

    /** Size and time of an unfinished file, and the moment of our first look at them. */
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

    /** Looks at a waiting event and returns whether it is to be left alone for now. */
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
            return finished(event); // the claim or its reader reports what is wrong
        }
    }

    private boolean finished(Path event) {
        looks.remove(event);
        return false;
    }

    private static boolean isWholeObject(Path event) throws IOException {
        // A pipe may have been put in its place since we looked.
        try (FileChannel channel = Opening.within(
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

    /** Follows JSON byte by byte and finds out whether the last object has been closed. */
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
