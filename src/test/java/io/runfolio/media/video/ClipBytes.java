package io.runfolio.media.video;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Modifies bytes of clips, for cases that no tool writes. */
public final class ClipBytes {
    private ClipBytes() {}

    /**
     * Writes a clockwise rotation by 90 degrees or a multiple into the track header of an MP4. Follows ISO/IEC
     * 14496-12, 8.3.2.
     */
    static Path turned(Path mp4, int degrees) {
        int[][] turns = {{1, 0, 0, 1}, {0, 1, -1, 0}, {-1, 0, 0, -1}, {0, -1, 1, 0}};
        return matrix(mp4, turns[degrees / 90]);
    }

    /** Writes a horizontal mirroring into the track header of an MP4. */
    static Path mirrored(Path mp4) {
        return matrix(mp4, new int[] {-1, 0, 0, 1});
    }

    private static Path matrix(Path mp4, int[] turn) {
        byte[] bytes = read(mp4);
        ByteBuffer box = ByteBuffer.wrap(bytes);
        int at = indexOf(bytes, "tkhd") - 4 + 48; // version 0: the matrix comes after 48 bytes
        box.putInt(at, turn[0] << 16).putInt(at + 4, turn[1] << 16);
        box.putInt(at + 12, turn[2] << 16).putInt(at + 16, turn[3] << 16);
        return write(mp4, bytes);
    }

    /** Overwrites the last occurrence of a text. */
    static Path overwrite(Path file, String text, String other) {
        byte[] bytes = read(file);
        byte[] with = other.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(with, 0, bytes, indexOf(bytes, text), with.length);
        return write(file, bytes);
    }

    static Path cut(Path file, double share) {
        byte[] bytes = read(file);
        return write(file, java.util.Arrays.copyOf(bytes, (int) (bytes.length * share)));
    }

    static boolean contain(Path file, String text) {
        return new String(read(file), StandardCharsets.ISO_8859_1).contains(text);
    }

    public static int indexOf(byte[] bytes, String text) {
        int at = new String(bytes, StandardCharsets.ISO_8859_1).lastIndexOf(text);
        if (at < 0) {
            throw new IllegalArgumentException("no " + text);
        }
        return at;
    }

    static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path write(Path file, byte[] bytes) {
        try {
            return Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
