package io.runfolio.index;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * A map from words to non-negative numbers that keeps 128 bits of each word's sha256 instead of the word: 24 bytes an entry at most three quarters full, some 50 MB for a million. Not safe for use by
 * several threads.
 */
final class KeyTable {
    static final long ABSENT = -1;

    private static final int SMALLEST = 1 << 10;

    private final MessageDigest sha256 = sha256();
    private long[] high = new long[SMALLEST];
    private long[] low = new long[SMALLEST];
    private long[] values = emptyValues(SMALLEST);
    private int size;

    /** Returns the number that a word stands for, or {@link #ABSENT}. */
    long get(String word) {
        ByteBuffer hash = hash(word);
        return values[slot(hash.getLong(0), hash.getLong(8))];
    }

    /** Sets a word's number unless it has one; returns whether it had none. */
    boolean putIfAbsent(String word, long value) {
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

    /** Sets a word's number, whether it has one or not. */
    void put(String word, long value) {
        if (!putIfAbsent(word, value)) {
            ByteBuffer hash = hash(word);
            values[slot(hash.getLong(0), hash.getLong(8))] = value;
        }
    }

    int size() {
        return size;
    }

    void clear() {
        high = new long[SMALLEST];
        low = new long[SMALLEST];
        values = emptyValues(SMALLEST);
        size = 0;
    }

    /** The slot that holds the hash, or the free one where it belongs. */
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

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256.", e);
        }
    }
}
