package io.runfolio.media.image.webp.vp8;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Constant tables of the format, loaded from {@code tables.txt}. */
final class Tables {
    private static final Map<String, int[]> ALL = read();

    /** Factors of first coefficients by quantizer index. */
    static final int[] DC = table("dc_quantizers", 128);

    /** Factors of other coefficients by quantizer index. */
    static final int[] AC = table("ac_quantizers", 128);

    /** Probabilities by mode above, mode at the left and node: {@code (above * 10 + left) * 9}. */
    static final int[] SUB_BLOCK_MODES = table("sub_block_mode_probabilities", 900);

    /** Probabilities by block type, band, context and node: {@code ((type * 8 + band) * 3 + context) * 11}. */
    static final int[] COEFFICIENTS = table("coefficient_probabilities", 1056);

    /** Update probabilities, laid out as {@link #COEFFICIENTS}. */
    static final int[] COEFFICIENT_UPDATES = table("coefficient_update_probabilities", 1056);

    private Tables() {}

    private static int[] table(String name, int length) {
        int[] table = ALL.get(name);
        if (table == null || table.length != length) {
            throw new IllegalStateException("tables.txt lacks " + name);
        }
        return table;
    }

    private static Map<String, int[]> read() {
        Map<String, List<Integer>> tables = new HashMap<>();
        try (InputStream in = Tables.class.getResourceAsStream("tables.txt");
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, US_ASCII))) {
            List<Integer> current = List.of();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(" ")) {
                    for (String number : line.strip().split(" ")) {
                        current.add(Integer.valueOf(number));
                    }
                } else if (!line.startsWith("#")) {
                    current = tables.computeIfAbsent(line, name -> new ArrayList<>());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, int[]> arrays = new HashMap<>();
        tables.forEach((name, numbers) ->
                arrays.put(name, numbers.stream().mapToInt(Integer::intValue).toArray()));
        return arrays;
    }
}
