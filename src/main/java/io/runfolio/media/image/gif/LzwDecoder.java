package io.runfolio.media.image.gif;

import java.io.IOException;

/**
 * Decodes GIF's variant of LZW: GIF89a specification, appendix F.
 *
 * <p>Codes grow from one bit more than a sample to twelve, the lowest bit first.
 */
final class LzwDecoder {
    private static final int MAX_CODES = 4096;

    private final byte[] data;
    private final int codeSize;
    private final int[] prefix = new int[MAX_CODES];
    private final byte[] last = new byte[MAX_CODES];
    private final int[] length = new int[MAX_CODES];
    private int bit;

    LzwDecoder(byte[] data, int codeSize) {
        this.data = data;
        this.codeSize = codeSize;
        for (int code = 0; code < 1 << codeSize; code++) {
            last[code] = (byte) code;
            length[code] = 1;
        }
    }

    /**
     * Returns a number of samples.
     *
     * @throws IOException if the codes are invalid or end early
     */
    byte[] decode(int samples) throws IOException {
        byte[] out = new byte[samples];
        int clear = 1 << codeSize;
        int next = clear + 2;
        int width = codeSize + 1;
        int before = -1;
        int at = 0;
        while (at < samples) {
            int code = code(width);
            if (code < 0 || code == clear + 1) {
                throw new IOException("A frame ends early");
            }
            if (code == clear) {
                next = clear + 2;
                width = codeSize + 1;
                before = -1;
                continue;
            }
            if (code > next || code == next && (before < 0 || next == MAX_CODES)) {
                throw new IOException("A frame holds a code that is not defined yet");
            }
            if (before >= 0 && next < MAX_CODES) {
                // the new code is the previous one plus the first sample of this one, which may be the new code itself
                prefix[next] = before;
                length[next] = length[before] + 1;
                last[next] = first(code == next ? before : code);
                next++;
                if (next == 1 << width && width < 12) {
                    width++;
                }
            }
            at = write(code, out, at);
            before = code;
        }
        return out;
    }

    private int write(int code, byte[] out, int at) {
        int end = at + length[code];
        int one = code;
        for (int to = end - 1; to >= at; to--) {
            if (to < out.length) {
                out[to] = last[one];
            }
            one = prefix[one];
        }
        return Math.min(end, out.length);
    }

    private byte first(int code) {
        int one = code;
        while (length[one] > 1) {
            one = prefix[one];
        }
        return last[one];
    }

    private int code(int width) {
        if (bit + width > 8L * data.length) {
            return -1;
        }
        int code = 0;
        for (int at = 0; at < width; at++, bit++) {
            code |= (data[bit >> 3] >> (bit & 7) & 1) << at;
        }
        return code;
    }
}
