package io.runfolio.media.image.imageio;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * File whose color profiles are hidden from ImageIO's readers.
 *
 * <p>The readers apply profiles on their own, some of them twice or backwards, and refuse pictures whose profile is
 * unusual.
 */
public final class MaskedImageInputStream extends ImageInputStreamImpl {
    private static final int START_BYTES = 2;
    private static final byte HIDDEN = 'X';
    private static final byte[] PROFILE = "ICC_PROFILE\0".getBytes(ISO_8859_1);

    private final TimedImageInputStream file;
    private final byte[] inserted;
    private final Map<Long, Byte> replaced;
    private final boolean hidesAllProfiles;

    /**
     * Opens a file.
     *
     * @param inserted bytes to insert behind the first two; may be empty
     * @param replaced bytes to give in place of the file's, by offset in the file
     */
    public MaskedImageInputStream(Path path, byte[] inserted, Map<Long, Byte> replaced) throws IOException {
        this(path, inserted, replaced, false);
    }

    private MaskedImageInputStream(Path path, byte[] inserted, Map<Long, Byte> replaced, boolean hidesAllProfiles)
            throws IOException {
        this.file = new TimedImageInputStream(path);
        this.inserted = inserted;
        this.replaced = replaced;
        this.hidesAllProfiles = hidesAllProfiles;
    }

    /** Opens a file of which every profile of a JPEG stream within it is hidden, too. */
    public static MaskedImageInputStream hidingAllProfiles(Path path, Map<Long, Byte> replaced) throws IOException {
        return new MaskedImageInputStream(path, new byte[0], replaced, true);
    }

    /** Returns replacements that spoil the marks at these offsets. Readers then pass over what the marks name. */
    public static Map<Long, Byte> hidden(List<Long> offsets) {
        Map<Long, Byte> replaced = new HashMap<>();
        offsets.forEach(offset -> replaced.put(offset, HIDDEN));
        return replaced;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        checkClosed();
        bitOffset = 0;
        if (length == 0) {
            return 0;
        }
        int got;
        if (streamPos < START_BYTES) {
            got = fromFile(bytes, offset, (int) Math.min(length, START_BYTES - streamPos), streamPos);
        } else if (streamPos < START_BYTES + inserted.length) {
            int from = (int) streamPos - START_BYTES;
            got = Math.min(length, inserted.length - from);
            System.arraycopy(inserted, from, bytes, offset, got);
        } else {
            got = fromFile(bytes, offset, length, streamPos - inserted.length);
        }
        streamPos += Math.max(0, got);
        return got;
    }

    private int fromFile(byte[] bytes, int offset, int length, long position) throws IOException {
        file.seek(position);
        int got = file.read(bytes, offset, length);
        for (Map.Entry<Long, Byte> one : replaced.entrySet()) {
            long at = one.getKey();
            if (at >= position && at < position + got) {
                bytes[offset + (int) (at - position)] = one.getValue();
            }
        }
        if (hidesAllProfiles && got > 0) {
            hideProfiles(bytes, offset, got, position);
        }
        return got;
    }

    /** Hides profile marks in a part of the file, including those that lie across its ends. */
    private void hideProfiles(byte[] bytes, int offset, int length, long position) throws IOException {
        int before = (int) Math.min(position, PROFILE.length - 1);
        byte[] window = new byte[before + length + PROFILE.length - 1];
        file.seek(position - before);
        int held = Math.max(0, file.read(window, 0, before));
        System.arraycopy(bytes, offset, window, held, length);
        file.seek(position + length);
        int end = held + length + Math.max(0, file.read(window, held + length, PROFILE.length - 1));
        for (int at = 0; at + PROFILE.length <= end; at++) {
            if (window[at] == PROFILE[0]
                    && Arrays.equals(window, at, at + PROFILE.length, PROFILE, 0, PROFILE.length)) {
                int to = at - held;
                if (to >= 0 && to < length) {
                    bytes[offset + to] = HIDDEN;
                }
            }
        }
    }

    @Override
    public long length() {
        return file.length() + inserted.length;
    }

    @Override
    public void close() throws IOException {
        super.close();
        file.close();
    }
}
