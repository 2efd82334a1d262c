package io.runfolio.fetch;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Look-up of the addresses of a host name. */
@FunctionalInterface
interface HostLookup {
    InetAddress[] find(String host) throws UnknownHostException;
}
