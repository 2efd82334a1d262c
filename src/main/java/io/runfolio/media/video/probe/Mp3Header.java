package io.runfolio.media.video.probe;

import io.runfolio.files.StorageErrors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads whether an MP3 declares its frame count in a Xing, Info or VBRI header.
 *
 * <p>Otherwise durations are estimated from the bit rate of the first frames.
 */
public final class Mp3Header {
    private static final int ID3_BYTES = 10;
    /** Bytes to search: the first frame has at most 1,441, with the header after the side information. */
    private static final int FIRST_FRAME_BYTES = 2_048;

    private Mp3Header() {}

    public static boolean hasFrameCount(Path file) {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            ByteBuffer head = read(channel, 0, ID3_BYTES);
            long start = head.limit() == ID3_BYTES && head.get(0) == 'I' && head.get(1) == 'D' && head.get(2) == '3'
                    ? ID3_BYTES + syncsafe(head, 6)
                    : 0;
            String first = StandardCharsets.ISO_8859_1
                    .decode(read(channel, start, FIRST_FRAME_BYTES))
                    .toString();
            return first.contains("Xing") || first.contains("Info") || first.contains("VBRI");
        } catch (IOException e) {
            throw StorageErrors.translate(e, "Cannot read an audio file");
        }
    }

    /** Decodes a number with seven bits per byte: ID3v2.4, section 6.2. */
    private static long syncsafe(ByteBuffer bytes, int at) {
        long value = 0;
        for (int part = 0; part < 4; part++) {
            value = value << 7 | bytes.get(at + part) & 0x7f;
        }
        return value;
    }

    private static ByteBuffer read(SeekableByteChannel channel, long at, int count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(count);
        channel.position(at);
        while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
            // reads until the buffer is full or the file ends
        }
        return buffer.flip();
    }
}
