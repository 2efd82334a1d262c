package io.runfolio;

import io.runfolio.media.Derivative;
import io.runfolio.media.MediaPreview;
import io.runfolio.media.MediaResult;
import io.runfolio.run.AssetState;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Damaged copies of a file, the same on each call. They are cut at even distances, or have flipped bits, half of these
 * near the start.
 */
public final class DamagedCopies {
    private static final int HEAD_BYTES = 256;

    private DamagedCopies() {}

    /**
     * A damaged copy.
     *
     * @param name what was done to it
     * @param cut whether its end is missing
     */
    public record Copy(String name, boolean cut, byte[] bytes) {

        /**
         * Adds what is wrong with a result, deletes its files and returns its state as text.
         *
         * @param fits whether the number of derivatives fits the state
         */
        public String judge(MediaResult result, boolean fits, List<String> wrong) throws IOException {
            boolean ready = result.state() == AssetState.READY;
            if (ready && cut && result.warnings().isEmpty()) {
                wrong.add(name + ": ready without a word");
            }
            if (ready != result.problem().isEmpty() || !fits) {
                wrong.add(name + ": " + result);
            }
            for (Derivative one : result.derivatives()) {
                Files.delete(one.file());
            }
            for (MediaPreview one : result.previews()) {
                Files.delete(one.file());
            }
            return result.state()
                    + result.problem().map(problem -> " " + problem.code()).orElse("")
                    + (ready && !result.warnings().isEmpty() ? " warned" : "");
        }
    }

    /** Returns the number of copies: all in the long form ({@code -Drunfolio.long=true}), else some. */
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
