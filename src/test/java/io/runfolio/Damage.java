package io.runfolio;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Damaged copies of a file: cut at even distances, and with some bits flipped, half of these near the start. The same copies each time. */
public final class Damage {
    private static final int HEAD_BYTES = 256;

    private Damage() {}

    /**
     * A damaged copy.
     *
     * @param name what was done to it
     * @param cut whether its end is missing
     */
    public record Copy(String name, boolean cut, byte[] bytes) {}

    /** Returns how many of something to make: all in the long form ({@code -Drunfolio.long=true}), some in the short one. */
    public static int count(int all, int some) {
        return Boolean.getBoolean("runfolio.long") ? all : some;
    }

    /** Returns copies cut from one byte to one less than whole, then flipped ones. */
    public static Stream<Copy> of(byte[] whole, int cuts, int flips) {
        Stream<Copy> cut = IntStream.rangeClosed(1, cuts).mapToObj(at -> {
            int length = (int) Math.max(1, (long) (whole.length - 1) * at / cuts);
            return new Copy("cut to " + length + " of " + whole.length, true, Arrays.copyOf(whole, length));
        });
        Random random = new Random(20_261_123);
        Stream<Copy> flipped = IntStream.range(0, flips).mapToObj(at -> flipped(whole, at, random));
        return Stream.concat(cut, flipped);
    }

    private static Copy flipped(byte[] whole, int number, Random random) {
        byte[] bytes = whole.clone();
        int range = number % 2 == 0 ? bytes.length : Math.min(bytes.length, HEAD_BYTES);
        StringBuilder name = new StringBuilder("flip " + number + ":");
        for (int bit = 0; bit <= number % 4; bit++) {
            int at = random.nextInt(range);
            int mask = 1 << random.nextInt(8);
            bytes[at] ^= (byte) mask;
            name.append(' ').append(at).append('^').append(mask);
        }
        return new Copy(name.toString(), false, bytes);
    }
}
