package io.runfolio.media.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * A file without its color profile, for ImageIO's readers. They convert by a profile on their own, some of them twice or backwards, and refuse pictures whose profile is unusual; and they take YCbCr without marks for RGB,
 * so JPEG gets the mark of Adobe right behind its start.
 */
final class MaskedInput extends ImageInputStreamImpl {
    private static final int START_BYTES = 2;
    private static final byte[] YCBCR = {(byte) 0xff, (byte) 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 1
    };

    private static final byte NOTHING = 'X';
    private static final byte[] PROFILE = "ICC_PROFILE\0".getBytes(ISO_8859_1);

    private final TimedImageInputStream file;
    private final byte[] inserted;
    private final Map<Long, Byte> replaced;
    private final boolean everywhere;

    private MaskedInput(Path path, byte[] inserted, Map<Long, Byte> replaced, boolean everywhere) throws IOException {
        this.file = new TimedImageInputStream(path);
        this.inserted = inserted;
        this.replaced = replaced;
        this.everywhere = everywhere;
    }

    static MaskedInput jpeg(Path path, JpegHeader.Samples samples) throws IOException {
        return new MaskedInput(path, samples.lacksYcbcrMark() ? YCBCR : new byte[0], hidden(samples.hidden()), false);
    }

    /** Hides the entries of profiles, the profiles of each strip that is a JPEG, and that samples are CIE L*a*b*. */
    static ImageInputStream tiff(Path path, TiffBlocks.Found found) throws IOException {
        boolean jpeg = found.layout().isJpeg();
        Map<Long, Byte> replaced = hidden(found.profiles());
        if (LabConversion.isLab(found.layout())) {
            replaced.putAll(found.layout().asRgb());
        }
        return jpeg || !replaced.isEmpty()
                ? new MaskedInput(path, new byte[0], replaced, jpeg)
                : new TimedImageInputStream(path);
    }

    private static Map<Long, Byte> hidden(List<Long> places) {
        Map<Long, Byte> replaced = new HashMap<>();
        places.forEach(place -> replaced.put(place, NOTHING));
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
        if (everywhere && got > 0) {
            hideProfiles(bytes, offset, got, position);
        }
        return got;
    }

    /** Looks a little beyond both ends, as a profile's mark may lie across them. */
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
                    bytes[offset + to] = NOTHING;
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
