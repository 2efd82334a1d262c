package io.runfolio.catalog;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Deflates the JSON of runs and inflates it again. Both know the words that every run has from a dictionary, so that they need not be in each of them.
 *
 * <p>What was deflated can only be read with the same dictionary: another one needs another version of the tables. What was deflated without one is read, too.
 */
final class Squeezer {
    private static final byte[] DICTIONARY = dictionary();
    private static final int CHUNK = 8_192;
    /** A deflater has some 300 kB outside the heap; to make one for each run takes longer than to use it. */
    private static final ThreadLocal<Deflater> DEFLATERS =
            ThreadLocal.withInitial(() -> new Deflater(Deflater.BEST_SPEED));

    private Squeezer() {}

    private static byte[] dictionary() {
        try (InputStream in = Squeezer.class.getResourceAsStream("/db/runs.dictionary")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("The dictionary cannot be read from the program itself", e);
        }
    }

    static byte[] deflate(byte[] bytes) {
        Deflater deflater = DEFLATERS.get();
        deflater.reset();
        deflater.setDictionary(DICTIONARY);
        deflater.setInput(bytes);
        deflater.finish();
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 3);
        byte[] chunk = new byte[CHUNK];
        while (!deflater.finished()) {
            out.write(chunk, 0, deflater.deflate(chunk));
        }
        return out.toByteArray();
    }

    /** @throws DataFormatException if this is not what {@link #deflate} made */
    static byte[] inflate(byte[] deflated) throws DataFormatException {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(deflated);
            ByteArrayOutputStream out = new ByteArrayOutputStream(deflated.length * 4);
            byte[] chunk = new byte[CHUNK];
            while (!inflater.finished()) {
                int count = inflater.inflate(chunk);
                if (count == 0 && inflater.needsDictionary()) {
                    inflater.setDictionary(DICTIONARY);
                } else if (count == 0 && inflater.needsInput()) {
                    throw new DataFormatException("it ends too early");
                }
                out.write(chunk, 0, count);
            }
            return out.toByteArray();
        } catch (IllegalArgumentException e) {
            throw new DataFormatException("it needs another dictionary");
        } finally {
            inflater.end();
        }
    }
}
