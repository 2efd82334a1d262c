package io.runfolio.fetch;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * Addresses that no file is fetched from.
 *
 * <p>These are the special addresses of the IANA registries (RFC 6890), and those of metadata services of clouds.
 */
final class AddressRules {
    /** Networks that a host of {@code runfolio.fetch.allow-private-hosts} may be in. */
    private static final List<Network> PRIVATE = List.of(
            Network.of("127.0.0.0/8", "loopback"),
            Network.of("10.0.0.0/8", "private"),
            Network.of("172.16.0.0/12", "private"),
            Network.of("192.168.0.0/16", "private"),
            Network.of("100.64.0.0/10", "shared"),
            Network.of("::1/128", "loopback"),
            Network.of("fc00::/7", "private"));

    /** Metadata services, which answer every process of a machine with its credentials. */
    private static final List<Network> METADATA = List.of(
            Network.of("169.254.0.0/16", "link-local"),
            Network.of("100.100.100.200/32", "metadata"),
            Network.of("168.63.129.16/32", "metadata"),
            Network.of("fd00:ec2::254/128", "metadata"),
            Network.of("fd20:ce::254/128", "metadata"));

    private static final List<Network> SPECIAL = List.of(
            Network.of("0.0.0.0/8", "unspecified"),
            Network.of("192.0.0.0/24", "reserved"),
            Network.of("192.0.2.0/24", "documentation"),
            Network.of("192.31.196.0/24", "reserved"),
            Network.of("192.52.193.0/24", "reserved"),
            Network.of("192.88.99.0/24", "6to4 relay"),
            Network.of("192.175.48.0/24", "reserved"),
            Network.of("198.18.0.0/15", "benchmark"),
            Network.of("198.51.100.0/24", "documentation"),
            Network.of("203.0.113.0/24", "documentation"),
            Network.of("224.0.0.0/4", "multicast"),
            Network.of("240.0.0.0/4", "reserved"),
            Network.of("2001::/23", "Teredo or reserved"),
            Network.of("2001:db8::/32", "documentation"),
            Network.of("2002::/16", "6to4"),
            Network.of("2620:4f:8000::/48", "reserved"),
            Network.of("3fff::/20", "documentation"));

    private static final Network GLOBAL_V6 = Network.of("2000::/3", "global");

    private AddressRules() {}

    /**
     * Returns what is wrong with an address; empty if it may be connected to.
     *
     * @param privateAllowed whether it may be in a private network
     */
    static Optional<String> problem(InetAddress address, boolean privateAllowed) {
        Optional<String> never = kind(METADATA, address).or(() -> kind(SPECIAL, address));
        if (never.isPresent()) {
            return never;
        }
        Optional<String> inside = kind(PRIVATE, address);
        if (inside.isPresent()) {
            return privateAllowed ? Optional.empty() : inside;
        }
        boolean global = address instanceof Inet4Address || GLOBAL_V6.contains(address);
        // IPv4-mapped and -compatible, NAT64, link-local, site-local, multicast, unspecified: all are outside 2000::/3
        return global ? Optional.empty() : Optional.of("reserved or link-local");
    }

    private static Optional<String> kind(List<Network> networks, InetAddress address) {
        return networks.stream()
                .filter(network -> network.contains(address))
                .map(Network::kind)
                .findFirst();
    }
}
