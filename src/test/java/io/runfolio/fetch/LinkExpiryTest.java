package io.runfolio.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.run.AssetKind;
import io.runfolio.run.AssetSource;
import java.net.URI;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinkExpiryTest {
    private static final Instant SINCE = Instant.parse("2026-03-26T21:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "https://b.s3.test/a?X-Amz-Date=20260326T213000Z&X-Amz-Expires=900&X-Amz-Signature=ab, 2026-03-26T21:45:00Z",
        "https://storage.googleapis.com/b/a?X-Goog-Date=20260326T213000Z&X-Goog-Expires=60, 2026-03-26T21:31:00Z",
        "https://x.blob.core.windows.net/a?sv=1&se=2026-03-26T22%3A00%3A00Z&sig=ab, 2026-03-26T22:00:00Z",
        "https://d1.cloudfront.net/a?Expires=1774562400&Signature=ab&Key-Pair-Id=K, 2026-03-26T22:00:00Z",
        "https://replicate.delivery/pbxt/a, 2026-03-26T22:00:00Z",
        "https://delivery-eu1.bfl.ai/a, 2026-03-26T21:10:00Z",
        "https://evilbfl.ai/a, 2026-03-27T21:00:00Z",
        "https://cdn.example/a?X-Amz-Date=soon&X-Amz-Expires=1, 2026-03-27T21:00:00Z",
        "https://cdn.example/a?Expires=never&Signature=, 2026-03-27T21:00:00Z",
    })
    void a_link_fails_when_its_signature_or_its_provider_says(String url, String expiry) {
        assertThat(of(url, null)).isEqualTo(expiry);
    }

    @Test
    void the_event_knows_best() {
        assertThat(of("https://replicate.delivery/a", OffsetDateTime.parse("2026-03-26T23:30:00+02:00")))
                .isEqualTo("2026-03-26T21:30:00Z");
    }

    private static Instant of(String url, OffsetDateTime expiresAt) {
        return LinkExpiry.of(
                new AssetSource(AssetKind.IMAGE, url, "output", null, url, expiresAt, null, List.of(), Map.of()),
                URI.create(url),
                SINCE);
    }
}
