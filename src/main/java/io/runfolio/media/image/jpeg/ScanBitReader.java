package io.runfolio.media.image.jpeg;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Bits of a scan, the highest first, without the zero after each 0xFF.
 *
 * <p>A marker ends them; bits requested behind it are zero, which {@link #overrun} reports.
 */
final class ScanBitReader {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long TOPS = 0x8080808080808080L;

    private final byte[] file;
    private int at;
    private long bits;
    private int count;
    private int padding;

    ScanBitReader(byte[] file, int at) {
        this.file = file;
        this.at = at;
    }

    /** Ensures that 32 bits are loaded: a code of 16 and a coefficient of 15. */
    void fill() {
        if (count < 32) {
            load();
        }
    }

    private void load() {
        if (at + 8 <= file.length) {
            long eight = (long) LONG.get(file, at);
            // a zero byte in the complement is an 0xFF here
            if (((~eight - ONES) & eight & TOPS) == 0) {
                int bytes = 64 - count >>> 3;
                bits |= eight >>> count;
                count += bytes << 3;
                // bits below the counted ones are loaded again later
                bits &= count == 64 ? -1L : ~(-1L >>> count);
                at += bytes;
                return;
            }
        }
        while (count <= 56) {
            bits |= (long) next() << 56 - count;
            count += 8;
        }
    }

    private int next() {
        if (at >= file.length) {
            padding++;
            return 0;
        }
        int value = file[at] & 0xff;
        if (value != 0xff) {
            at++;
            return value;
        }
        if (at + 1 < file.length && file[at + 1] == 0) {
            at += 2;
            return value;
        }
        padding++;
        return 0;
    }

    /** Returns up to 16 of the next bits without consuming them. */
    int peek(int number) {
        return (int) (bits >>> 64 - number);
    }

    void drop(int number) {
        bits <<= number;
        count -= number;
    }

    /** Consumes 1 to 16 bits. */
    int take(int number) {
        int value = peek(number);
        drop(number);
        return value;
    }

    /** Returns whether more bits were consumed than the scan has. */
    boolean overrun() {
        return padding * 8 > count;
    }

    /** Skips a restart marker. */
    void restart(int number) throws UnsupportedJpegException {
        if (overrun() || at + 2 > file.length || (file[at] & 0xff) != 0xff || (file[at + 1] & 0xff) != 0xd0 + number) {
            throw new UnsupportedJpegException("no restart marker where one is due");
        }
        at += 2;
        bits = 0;
        count = 0;
        padding = 0;
    }

    /** Returns whether the scan ends here, with the end of the picture. */
    boolean atEnd() {
        while (at + 1 < file.length && (file[at] & 0xff) == 0xff && (file[at + 1] & 0xff) == 0xff) {
            at++;
        }
        return !overrun() && at + 1 < file.length && (file[at] & 0xff) == 0xff && (file[at + 1] & 0xff) == 0xd9;
    }
}
