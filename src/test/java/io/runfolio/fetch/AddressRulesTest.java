package io.runfolio.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRulesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.8.9.10",
                "10.1.2.3",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "100.64.0.1",
                "100.127.255.255",
                "::1",
                "fc00::1",
                "fd12:3456::1"
            })
    void a_private_address_needs_a_host_of_the_own_network(String address) throws UnknownHostException {
        assertThat(problem(address, false)).isTrue();
        assertThat(problem(address, true)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "169.254.169.254",
                "169.254.0.1",
                "100.100.100.200",
                "168.63.129.16",
                "192.0.0.192",
                "192.0.2.1",
                "192.88.99.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.1",
                "203.0.113.7",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::7f00:1",
                "fe80::1",
                "fec0::1",
                "ff02::1",
                "fd00:ec2::254",
                "64:ff9b::7f00:1",
                "64:ff9b:1::a00:1",
                "100::1",
                "2001::1",
                "2001:0:5ef5:79fb::1",
                "2001:2::1",
                "2001:10::1",
                "2001:db8::1",
                "2002:7f00:1::",
                "2002:a9fe:a9fe::1",
                "3fff::1",
                "4000::1",
                "5f00::1"
            })
    void a_special_address_is_refused_for_every_host(String address) throws UnknownHostException {
        assertThat(problem(address, false)).isTrue();
        assertThat(problem(address, true)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"::ffff:127.0.0.1", "::ffff:a9fe:a9fe", "2130706433", "127.1"})
    void other_spellings_of_a_refused_address_are_refused(String address) throws UnknownHostException {
        assertThat(problem(address, false)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.0",
                "93.184.216.34",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "2606:2800:220:1:248:1893:25c8:1946",
                "2a00:1450:4001:830::200e",
                "2001:4860:4860::8888"
            })
    void a_public_address_is_allowed(String address) throws UnknownHostException {
        assertThat(problem(address, false)).isFalse();
    }

    private static boolean problem(String address, boolean privateAllowed) throws UnknownHostException {
        return AddressRules.problem(InetAddress.getByName(address), privateAllowed)
                .isPresent();
    }
}
