package io.runfolio.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAddressTest {
    private static final Set<String> PROXIES = Set.of("10.0.0.1", "10.0.0.2");

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, '', 192.0.2.1",
        "192.0.2.1, 192.0.2.9, 192.0.2.1",
        "10.0.0.1, '', 10.0.0.1",
        "10.0.0.1, 192.0.2.9, 192.0.2.9",
        "10.0.0.1, 'forged, 192.0.2.9', 192.0.2.9",
        "10.0.0.1, 'forged, 192.0.2.9 , 10.0.0.2', 192.0.2.9",
        "10.0.0.1, '10.0.0.2, 10.0.0.2', 10.0.0.2",
        "10.0.0.1, '192.0.2.9, ', 10.0.0.1",
        "10.0.0.1, 2001:db8::1, 2001:db8::1"
    })
    void only_what_trusted_proxies_appended_counts(String remote, String forwarded, String client) {
        assertThat(ClientAddress.of(remote, forwarded, PROXIES::contains)).isEqualTo(client);
    }
}
