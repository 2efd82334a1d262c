package io.runfolio.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.files.SourceUrl;
import io.runfolio.settings.FetchSettings;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.settings.SettingException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlRulesTest {
    @ParameterizedTest
    @CsvSource({
        "https://cdn.example/a, true",
        "https://CDN.Example./a, true",
        "https://cdn.example:8443/a, true",
        "https://x.cdn.example/a, false",
        "https://a.provider.example/a, true",
        "https://a.b.provider.example/a, true",
        "https://provider.example/a, false",
        "https://evilprovider.example/a, false",
        "https://cdn.example.evil.example/a, false",
        "http://cdn.example/a, false",
        "ftp://cdn.example/a, false",
    })
    void only_named_hosts_are_allowed_and_https_only(String url, boolean allowed) {
        UrlRules rules = new UrlRules(settings("cdn.example,*.provider.example"));

        assertThat(rules.refusal(SourceUrl.parse(url)).isEmpty()).isEqualTo(allowed);
    }

    @Test
    void a_refusal_names_the_setting() {
        assertThat(new UrlRules(settings(""))
                        .refusal(SourceUrl.parse("https://cdn.example/a"))
                        .get())
                .contains("cdn.example", "runfolio.fetch.allow-hosts");
        assertThat(new UrlRules(settings("cdn.example"))
                        .refusal(SourceUrl.parse("http://cdn.example/a"))
                        .get())
                .contains("runfolio.fetch.allow-http");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"*", "https://cdn.example", "cdn.example/a", "cdn.example:80", "*.*.example", "a..b", "a b"})
    void a_setting_with_anything_else_than_host_names_is_refused(String hosts) {
        Assertions.assertThatThrownBy(() -> settings(hosts)).isInstanceOf(SettingException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://2130706433/a", "https://0x7f000001/a", "https://127.1/a", "https://0177.0.0.1/a"})
    void an_address_in_an_old_notation_is_no_host_or_not_a_named_one(String url) {
        UrlRules rules = new UrlRules(settings("127.0.0.1"));
        boolean refused;
        try {
            refused = rules.refusal(SourceUrl.parse(url)).isPresent();
        } catch (IllegalArgumentException e) {
            refused = true;
        }
        assertThat(refused).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "120, 120",
        "0, 0",
        "99999, 3600",
        "'Thu, 26 Mar 2026 21:46:12 GMT', 60",
        "'Thu, 26 Mar 2020 21:46:12 GMT', 0"
    })
    void retry_after_is_seconds_or_a_date_and_at_most_an_hour(String value, long seconds) {
        assertThat(RetryAfter.parse(value, Instant.parse("2026-03-26T21:45:12Z")))
                .contains(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-5", "1e9", "99999999999999999999"})
    void any_other_retry_after_is_ignored(String value) {
        assertThat(RetryAfter.parse(value, Instant.EPOCH)).isEmpty();
    }

    static FetchSettings settings(String hosts) {
        return RunfolioSettings.from(Map.of("runfolio.fetch.allow-hosts", hosts))
                .fetch();
    }

    @Test
    void nothing_is_allowed_by_default() {
        assertThat(FetchSettings.defaults().isEnabled()).isFalse();
        assertThat(FetchSettings.defaults().allowPrivateHosts()).isEqualTo(List.of());
    }
}
