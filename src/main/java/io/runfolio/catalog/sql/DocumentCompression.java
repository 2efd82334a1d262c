package io.runfolio.catalog.sql;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Compresses the JSON of runs by DEFLATE with a dictionary of the text that all runs share.
 *
 * <p>Data can only be read with the same dictionary: a change of it needs another {@link CatalogSchema#VERSION}. Data
 * without a dictionary can be read too.
 */
final class DocumentCompression {
    private static final byte[] DICTIONARY = dictionary();
    private static final int CHUNK = 8_192;
    /** A deflater has 300 kB outside the heap and takes longer to create than to use. */
    private static final ThreadLocal<Deflater> DEFLATERS =
            ThreadLocal.withInitial(() -> new Deflater(Deflater.BEST_SPEED));

    private DocumentCompression() {}

    private static byte[] dictionary() {
        try (InputStream in = DocumentCompression.class.getResourceAsStream("/db/runs.dictionary")) {
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

    /** @throws DataFormatException if the data are not a result of {@link #deflate} */
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
