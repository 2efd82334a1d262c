package io.runfolio.share;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.api.ApiRequest;
import io.runfolio.api.Caller;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

/** Properties of signed URLs: what was signed is valid, and no other URL is. */
class SignedUrlTest {
    private static final Instant NOW = Instant.parse("2026-03-26T12:00:00Z");
    private static final Duration MAX = Duration.ofDays(7);
    private static final SigningKeys KEYS = new SigningKeys(Map.of("k1", new byte[32]));
    private static final String ID = "artifact-0123456789abcdef";

    private static String target(int seconds, boolean download) {
        return SignedUrl.of(KEYS, ID, "web", NOW.plusSeconds(seconds), download)
                .orElseThrow()
                .target(KEYS);
    }

    /** Parses a target as the server does. */
    private static Optional<SignedUrl.Signed> parse(String target) {
        ApiRequest request = ApiRequest.of("GET", target, Map.of(), new byte[0], Caller.NOBODY);
        return SignedUrl.parse(request.segment(1), request.segment(2), request.query());
    }

    private static SignedUrl.Verdict verdict(String target) {
        return parse(target)
                .map(signed -> signed.url().verify(signed.signature(), KEYS, NOW, MAX))
                .orElse(SignedUrl.Verdict.INVALID);
    }

    @Property(tries = 300)
    void a_signed_url_is_valid_until_its_second(
            @ForAll @IntRange(min = -1000, max = 600_000) int seconds, @ForAll boolean download) {
        assertThat(verdict(target(seconds, download)))
                .isEqualTo(seconds > 0 ? SignedUrl.Verdict.VALID : SignedUrl.Verdict.EXPIRED);
    }

    @Property(tries = 3000)
    void a_changed_letter_is_another_spelling_or_invalid(
            @ForAll @IntRange(max = 400) int at, @ForAll @CharRange(from = ' ', to = '~') char letter) {
        String target = target(60, true);
        int place = at % target.length();
        String changed = target.substring(0, place) + letter + target.substring(place + 1);

        boolean isSame = parse(changed).equals(parse(target));

        assertThat(verdict(changed)).isEqualTo(isSame ? SignedUrl.Verdict.VALID : SignedUrl.Verdict.INVALID);
    }

    @Property(tries = 1000)
    void any_signature_and_key_of_others_is_invalid(
            @ForAll @StringLength(43) @CharRange(from = 'A', to = 'Z') String signature,
            @ForAll @StringLength(min = 1, max = 20) @CharRange(from = 'a', to = 'z') String key) {
        String start = "/signed/" + ID + "/web?expires=" + NOW.plusSeconds(60).getEpochSecond();
        assertThat(verdict(start + "&key=" + key + "&signature=" + signature)).isEqualTo(SignedUrl.Verdict.INVALID);
    }
}
