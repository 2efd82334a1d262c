package io.runfolio.fetch;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Resolver whose answer is checked, and is what the client connects to. So a name that has another address at a second
 * look-up gains nothing. A name with any refused address is refused.
 */
final class CheckedDnsResolver implements DnsResolver {
    private final HostLookup lookup;
    private final HostPatterns privateHosts;

    CheckedDnsResolver(HostLookup lookup, HostPatterns privateHosts) {
        this.lookup = lookup;
        this.privateHosts = privateHosts;
    }

    /** Thrown for a name with an address that may not be connected to. */
    static final class RefusedAddressException extends UnknownHostException {
        private static final long serialVersionUID = 1L;

        RefusedAddressException(String message) {
            super(message);
        }
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        InetAddress[] addresses = lookup.find(name);
        boolean privateAllowed = privateHosts.matches(host);
        for (InetAddress address : addresses) {
            Optional<String> problem = AddressRules.problem(address, privateAllowed);
            if (problem.isPresent()) {
                throw new RefusedAddressException("The host " + host + " has the address " + address.getHostAddress()
                        + " (" + problem.get() + "), which is never fetched from, unless the host is one of your own"
                        + " network and named in runfolio.fetch.allow-private-hosts.");
            }
        }
        return addresses;
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }
}
