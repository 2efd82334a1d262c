package io.runfolio.media.image.jpeg;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The bits of a scan, the highest first, freed of the zero after each 0xFF. A marker ends them; what is asked for behind it is zero, which {@link #overrun} tells. */
final class ScanBits {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long TOPS = 0x8080808080808080L;

    private final byte[] file;
    private int at;
    private long bits;
    private int count;
    private int made;

    ScanBits(byte[] file, int at) {
        this.file = file;
        this.at = at;
    }

    /** Makes sure of 32 bits at least: a code of 16 and a coefficient of 15. */
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
                // what lies below the counted bits comes again
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
            made++;
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
        made++;
        return 0;
    }

    /** Returns the next bits without taking them; up to 16. */
    int peek(int number) {
        return (int) (bits >>> 64 - number);
    }

    void drop(int number) {
        bits <<= number;
        count -= number;
    }

    /** Takes 1 to 16 bits. */
    int take(int number) {
        int value = peek(number);
        drop(number);
        return value;
    }

    /** Returns whether bits were taken that the scan does not have. */
    boolean overrun() {
        return made * 8 > count;
    }

    /** Goes past a restart marker. */
    void restart(int number) throws NotPlainException {
        if (overrun() || at + 2 > file.length || (file[at] & 0xff) != 0xff || (file[at + 1] & 0xff) != 0xd0 + number) {
            throw new NotPlainException("no restart marker where one is due");
        }
        at += 2;
        bits = 0;
        count = 0;
        made = 0;
    }

    /** Returns whether the scan ends here, with the end of the picture. */
    boolean atEnd() {
        while (at + 1 < file.length && (file[at] & 0xff) == 0xff && (file[at + 1] & 0xff) == 0xff) {
            at++;
        }
        return !overrun() && at + 1 < file.length && (file[at] & 0xff) == 0xff && (file[at + 1] & 0xff) == 0xd9;
    }
}
