package io.runfolio.files;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Hash map from texts to non-negative numbers that stores 128 bits of each text's SHA-256. An entry takes 24 bytes; at
 * most three quarters of the slots are used, about 50 MB for a million. Not thread-safe.
 */
public final class HashIndex {
    public static final long ABSENT = -1;

    private static final int MIN_CAPACITY = 1 << 10;

    private final MessageDigest sha256 = Checksums.newSha256();
    private long[] high = new long[MIN_CAPACITY];
    private long[] low = new long[MIN_CAPACITY];
    private long[] values = emptyValues(MIN_CAPACITY);
    private int size;

    /** Returns the number of a text, or {@link #ABSENT}. */
    public long get(String word) {
        ByteBuffer hash = hash(word);
        return values[slot(hash.getLong(0), hash.getLong(8))];
    }

    /** Sets the number of a text unless it has one; returns whether it had none. */
    public boolean putIfAbsent(String word, long value) {
        ByteBuffer hash = hash(word);
        long first = hash.getLong(0);
        long second = hash.getLong(8);
        int slot = slot(first, second);
        if (values[slot] != ABSENT) {
            return false;
        }
        set(slot, first, second, value);
        size++;
        if (size > values.length / 4 * 3) {
            grow();
        }
        return true;
    }

    /** Sets or replaces the number of a text. */
    public void put(String word, long value) {
        if (!putIfAbsent(word, value)) {
            ByteBuffer hash = hash(word);
            values[slot(hash.getLong(0), hash.getLong(8))] = value;
        }
    }

    public int size() {
        return size;
    }

    public void clear() {
        high = new long[MIN_CAPACITY];
        low = new long[MIN_CAPACITY];
        values = emptyValues(MIN_CAPACITY);
        size = 0;
    }

    /** Returns the slot that holds the hash, or the free one for it. */
    private int slot(long first, long second) {
        int mask = values.length - 1;
        int slot = (int) second & mask;
        while (values[slot] != ABSENT && (high[slot] != first || low[slot] != second)) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void set(int slot, long first, long second, long value) {
        high[slot] = first;
        low[slot] = second;
        values[slot] = value;
    }

    private void grow() {
        long[] oldHigh = high;
        long[] oldLow = low;
        long[] oldValues = values;
        int capacity = oldValues.length * 2;
        high = new long[capacity];
        low = new long[capacity];
        values = emptyValues(capacity);
        for (int i = 0; i < oldValues.length; i++) {
            if (oldValues[i] != ABSENT) {
                set(slot(oldHigh[i], oldLow[i]), oldHigh[i], oldLow[i], oldValues[i]);
            }
        }
    }

    private ByteBuffer hash(String word) {
        return ByteBuffer.wrap(sha256.digest(word.getBytes(StandardCharsets.UTF_8)));
    }

    private static long[] emptyValues(int capacity) {
        long[] values = new long[capacity];
        Arrays.fill(values, ABSENT);
        return values;
    }
}
