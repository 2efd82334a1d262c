package io.runfolio.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CreatedAtTest {
    @ParameterizedTest
    @CsvSource({
        "2026-03-26T21:45:12Z, 2026-03-26T21:45:12+00:00",
        "2026-03-26T21:45Z, 2026-03-26T21:45:00+00:00",
        "2026-03-26T21:45:12.5+02:00, 2026-03-26T21:45:12.500000+02:00",
        "2026-03-26T21:45:12.000001999-05:30, 2026-03-26T21:45:12.000001-05:30",
        "0001-01-01T00:00:00Z, 0001-01-01T00:00:00+00:00",
    })
    void a_time_is_printed_as_pythons_isoformat(String time, String expected) {
        assertThat(CreatedAt.format(OffsetDateTime.parse(time))).isEqualTo(expected);
    }

    @Test
    void a_time_without_offset_counts_as_utc() {
        assertThat(CreatedAt.instant("2026-03-26T21:45:12")).hasValue(Instant.parse("2026-03-26T21:45:12Z"));
        assertThat(CreatedAt.instant("2026-03-26T21:45:12.25+01:00"))
                .hasValue(Instant.parse("2026-03-26T20:45:12.25Z"));
        assertThat(CreatedAt.instant("yesterday")).isEmpty();
        assertThat(CreatedAt.instant(null)).isEmpty();
    }
}
