package io.runfolio.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;

/**
 * Field names whose hashes collide. They are every product of two pairs of letters that a multiplying hash takes for
 * the same.
 */
public final class CollidingFieldNames {
    private CollidingFieldNames() {}

    /** Returns names with the same {@code String.hashCode}, which multiplies by 31. */
    public static List<String> of31(int count) {
        return products("Aa", "BB", count);
    }

    /** Returns names that collide where a hash multiplies by 33, as Jackson's for characters does. */
    public static List<String> of33(int count) {
        return products("Ab", "BA", count);
    }

    /** Returns a mapper for what a test reads, so that names of this kind do not break the test itself. */
    public static ObjectMapper robustMapper() {
        return JsonMapper.builder(JsonFactory.builder()
                        .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxNestingDepth(5_000)
                                .build())
                        .build())
                .build();
    }

    /** Returns a JSON object with these fields. */
    public static String object(List<String> names) {
        StringBuilder json = new StringBuilder("{");
        for (String name : names) {
            json.append(json.length() == 1 ? "" : ",").append('"').append(name).append("\":1");
        }
        return json.append('}').toString();
    }

    private static List<String> products(String zero, String one, int count) {
        List<String> names = new ArrayList<>(count);
        for (int number = 0; number < count; number++) {
            StringBuilder name = new StringBuilder();
            for (int bit = 15; bit >= 0; bit--) {
                name.append((number >> bit & 1) == 0 ? zero : one);
            }
            names.add(name.toString());
        }
        return names;
    }
}
