package io.runfolio.intake;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;

/** Tells whether an event's producer may still be writing it. Producers should write under another name and rename; this is for those that do not. */
final class HalfWritten {
    /** A file that was not written to for so long is as finished as it will be. */
    private static final Duration SETTLED = Duration.ofSeconds(2);

    private static final int TAIL_BYTES = 16;

    private HalfWritten() {}

    /** Returns whether a file was written to just now and does not end as a JSON object does. */
    static boolean is(Path file) {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            Duration age = Duration.between(now.lastModifiedTime().toInstant(), Instant.now());
            return now.isRegularFile() && age.abs().compareTo(SETTLED) < 0 && !endsAsAnObject(file);
        } catch (IOException e) {
            return false; // whoever reads it will say what is wrong
        }
    }

    private static boolean endsAsAnObject(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            ByteBuffer tail = ByteBuffer.allocate(TAIL_BYTES);
            channel.read(tail, Math.max(0, channel.size() - TAIL_BYTES));
            int at = tail.position() - 1;
            while (at >= 0 && tail.get(at) <= ' ') {
                at--;
            }
            return at >= 0 && tail.get(at) == '}';
        }
    }
}
