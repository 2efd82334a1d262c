package io.runfolio.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests times as other programs write them. The expected values are those of Python's {@code datetime.fromisoformat},
 * UTC where it has no offset.
 */
class IsoTimestampTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2026-03-26T21:45:12 | 2026-03-26T21:45:12Z",
                "2026-03-26 21:45:12.25 | 2026-03-26T21:45:12.250Z",
                "2026-03-26T21:45:12+0000 | 2026-03-26T21:45:12Z",
                "2026-03-26T21:45:12-0530 | 2026-03-26T21:45:12-05:30",
                "2026-03-26T21:45:12+02 | 2026-03-26T21:45:12+02:00",
                "2026-03-26T21:45:12.123456789Z | 2026-03-26T21:45:12.123456Z",
                "2026-03-26T21:45:12.1234567891011Z | 2026-03-26T21:45:12.123456Z",
                "2026-03-26 | 2026-03-26T00:00Z",
                "20260326 | 2026-03-26T00:00Z",
                "20260326T214512Z | 2026-03-26T21:45:12Z",
                "2026-03-26t21:45:12z | 2026-03-26T21:45:12Z",
                "2026-03-26T21:45:12,5+01:00 | 2026-03-26T21:45:12.500+01:00",
                "2026-03-26T21:45Z | 2026-03-26T21:45Z",
                "2026-03-26 21:45:12 UTC | 2026-03-26T21:45:12Z",
            })
    void a_time_in_another_format_is_parsed_with_a_warning(String text, String expected) {
        IsoTimestamp read = IsoTimestamp.parse(text).orElseThrow();
        assertThat(read.time()).hasToString(expected);
        assertThat(read.warning("created_at", text))
                .hasValueSatisfying(
                        warning -> assertThat(warning).contains("created_at").contains(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-03-26T21:45:12Z",
                "2026-03-26T21:45:12+00:00",
                "2026-03-26 21:45:12.123456+02:00",
                "2026-03-26T21:45:12.5-05:30"
            })
    void a_time_as_python_writes_it_has_no_warning(String text) {
        assertThat(IsoTimestamp.parse(text).orElseThrow().warning("created_at", text))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "2026",
                "2026-13-01",
                "2026-02-30",
                "2026-03-26T25:00:00Z",
                "2026-03-26T21:45:61Z",
                "2026-0326",
                "2026-03-26T21:4512",
                "+10000-01-01T00:00:00Z",
                "2026-03-26T21:45:12+19:00",
                "2026-03-26T21:45:12Zulu",
                "2026-03-26T21:45:12.Z",
                "2026-03-26TZ",
                "1711489512"
            })
    void invalid_times_are_not_parsed(String text) {
        assertThat(IsoTimestamp.parse(text)).isEmpty();
    }
}
