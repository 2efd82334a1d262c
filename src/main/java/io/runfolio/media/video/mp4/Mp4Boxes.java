package io.runfolio.media.video.mp4;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the boxes of an MP4 file: ISO/IEC 14496-12, 4.2. */
final class Mp4Boxes {
    private static final int HEAD_BYTES = 8;
    private static final int LONG_HEAD_BYTES = 16;

    private Mp4Boxes() {}

    /** Box within another box. */
    record Box(String name, ByteBuffer content) {}

    /**
     * Top-level box of a file, described by its header.
     *
     * @param at offset in the file
     * @param headBytes size of the header
     * @param bytes declared size with header, or the rest of the file if it extends to the end
     * @param left bytes of the file from the box's start
     */
    record TopLevelBox(String name, long at, int headBytes, long bytes, long left) {
        boolean isComplete() {
            return bytes >= headBytes && !isTruncated();
        }

        /** Returns whether it declares more bytes than the file has. */
        boolean isTruncated() {
            return bytes > left;
        }

        long end() {
            return at + bytes;
        }

        ByteBuffer content(SeekableByteChannel channel) throws IOException {
            return Mp4Boxes.bytes(channel, at + headBytes, Math.toIntExact(bytes - headBytes));
        }
    }

    /** Returns the top-level box at an offset; empty if no header fits. */
    static Optional<TopLevelBox> top(SeekableByteChannel channel, long at) throws IOException {
        long left = channel.size() - at;
        if (left < HEAD_BYTES) {
            return Optional.empty();
        }
        ByteBuffer head = bytes(channel, at, (int) Math.min(LONG_HEAD_BYTES, left));
        long size = Integer.toUnsignedLong(head.getInt(0));
        int headBytes = size == 1 ? LONG_HEAD_BYTES : HEAD_BYTES;
        long bytes = size == 1 && head.limit() == LONG_HEAD_BYTES ? head.getLong(8) : size == 0 ? left : size;
        return Optional.of(new TopLevelBox(name(head, 4), at, headBytes, bytes, left));
    }

    /** Returns the next complete box of a parent and moves the parent's position behind it. */
    static Optional<Box> next(ByteBuffer parent) {
        if (parent.remaining() < HEAD_BYTES) {
            return Optional.empty();
        }
        int at = parent.position();
        int size = parent.getInt(at);
        if (size < HEAD_BYTES || size > parent.remaining()) {
            return Optional.empty();
        }
        parent.position(at + size);
        return Optional.of(new Box(name(parent, at + 4), parent.slice(at + HEAD_BYTES, size - HEAD_BYTES)));
    }

    /**
     * Returns all boxes of a parent, from an offset on.
     *
     * @throws IllegalArgumentException if they do not fill the parent exactly
     */
    static List<Box> all(ByteBuffer parent, int from) {
        ByteBuffer rest = parent.slice(from, parent.limit() - from);
        List<Box> all = new ArrayList<>();
        for (Optional<Box> box = next(rest); box.isPresent(); box = next(rest)) {
            all.add(box.get());
        }
        require(!rest.hasRemaining());
        return all;
    }

    /**
     * Returns the boxes of a parent by name, from an offset on.
     *
     * @throws IllegalArgumentException if they do not fill the parent exactly
     */
    static Named named(ByteBuffer parent, int from, Set<String> known) {
        Map<String, ByteBuffer> boxes = new HashMap<>();
        for (Box box : all(parent, from)) {
            require(known.contains(box.name()) && boxes.put(box.name(), box.content()) == null);
        }
        return new Named(boxes);
    }

    /** Contents of distinct boxes by name. */
    record Named(Map<String, ByteBuffer> boxes) {
        /** Returns a required box; throws {@link IllegalArgumentException} if it is missing. */
        ByteBuffer the(String name) {
            return maybe(name).orElseThrow(IllegalArgumentException::new);
        }

        Optional<ByteBuffer> maybe(String name) {
            return Optional.ofNullable(boxes.get(name));
        }
    }

    /** Returns the four characters at an offset. */
    static String name(ByteBuffer buffer, int at) {
        byte[] name = new byte[4];
        buffer.get(at, name);
        return new String(name, StandardCharsets.ISO_8859_1);
    }

    static ByteBuffer bytes(SeekableByteChannel channel, long at, int count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(count);
        channel.position(at);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new EOFException();
            }
        }
        return buffer.flip();
    }

    /**
     * Rejects unsupported content.
     *
     * @throws IllegalArgumentException if the condition is false
     */
    static void require(boolean so) {
        if (!so) {
            throw new IllegalArgumentException("not as it has to be");
        }
    }
}
