package io.runfolio.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares with output of Python 3.11's {@code json.dumps}. */
class PythonJsonWriterTest {
    @Test
    void strings_are_escaped_as_python_does() {
        String text = "\u00e9\u007f\u0000\u0001\u001f\u2028\uD83D\uDE00/\"\\\n\r\t\f\b \u007e";
        assertThat(RecordMapper.line(text))
                .isEqualTo("\"\\u00e9\\u007f\\u0000\\u0001\\u001f\\u2028\\ud83d\\ude00/\\\"\\\\\\n\\r\\t\\f\\b ~\"");
    }

    @Test
    void half_of_a_surrogate_pair_is_kept() {
        assertThat(RecordMapper.line("a\uD83Db")).isEqualTo("\"a\\ud83db\"");
        assertThat(RecordMapper.read("\"a\\ud83db\"".getBytes(StandardCharsets.US_ASCII), String.class))
                .isEqualTo("a\uD83Db");
    }

    @ParameterizedTest
    @CsvSource({
        "2.0, 2.0",
        "0.1, 0.1",
        "-0.0, -0.0",
        "0.0, 0.0",
        "100.0, 100.0",
        "1234567.0, 1234567.0",
        "12345678.5, 12345678.5",
        "0.0001, 0.0001",
        "0.00001, 1e-05",
        "0.00012345, 0.00012345",
        "-1.5e-7, -1.5e-07",
        "1e15, 1000000000000000.0",
        "1e16, 1e+16",
        "123456789012345680, 1.2345678901234568e+17",
        "1e22, 1e+22",
        "2e-323, 2e-323",
        "1.7976931348623157e308, 1.7976931348623157e+308",
        "2.2250738585072014e-308, 2.2250738585072014e-308",
        "0.30000000000000004, 0.30000000000000004",
        "2.0e-3, 0.002",
        "5.041666666666667, 5.041666666666667",
    })
    void floats_are_printed_as_pythons_repr(double value, String expected) {
        assertThat(RecordMapper.line(value)).isEqualTo(expected);
    }

    @Test
    void a_float_of_single_precision_keeps_its_few_digits() {
        assertThat(RecordMapper.line(List.of(0.1f, 2f))).isEqualTo("[0.1, 2.0]");
    }

    @Test
    void numbers_without_a_json_form_are_null() {
        assertThat(RecordMapper.line(Arrays.asList(Double.NaN, Double.POSITIVE_INFINITY, null)))
                .isEqualTo("[null, null, null]");
    }

    @Test
    void a_document_is_indented_by_two_and_ends_in_a_newline() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("none", null);
        map.put("list", List.of());
        map.put("map", Map.of());
        map.put("nested", List.of(1, List.of(true, Map.of("k", "v"))));
        map.put("big", new BigInteger("123456789012345678901234567890"));
        assertThat(new String(RecordMapper.document(map), StandardCharsets.UTF_8))
                .isEqualTo(
                        """
                        {
                          "none": null,
                          "list": [],
                          "map": {},
                          "nested": [
                            1,
                            [
                              true,
                              {
                                "k": "v"
                              }
                            ]
                          ],
                          "big": 123456789012345678901234567890
                        }
                        """);
        assertThat(RecordMapper.line(map))
                .isEqualTo("{\"none\": null, \"list\": [], \"map\": {}, \"nested\": [1, [true, {\"k\": \"v\"}]],"
                        + " \"big\": 123456789012345678901234567890}");
    }
}
