package io.runfolio.http;

import com.sun.management.UnixOperatingSystemMXBean;
import io.netty.channel.Channel;
import io.runfolio.settings.HttpSettings;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Limits connections, in total and per address.
 *
 * <p>At a limit, a new connection replaces the one that has been idle longest; if none is idle, it is refused.
 * Thread-safe.
 */
final class ConnectionLimiter {
    /** Descriptors reserved for events, media, child processes and the catalog. */
    private static final long RESERVED_DESCRIPTORS = 40;
    /** A connection needs one descriptor, and another one while a file is sent. */
    private static final int DESCRIPTORS_EACH = 2;

    private static final int MIN_CONNECTIONS = 4;

    private final int max;
    private final int maxPerAddress;
    private final Predicate<String> unlimited;
    private final Map<InetAddress, Set<ConnectionHandler>> open = new HashMap<>();
    private int count;

    /** @param unlimited matches addresses without a limit per address, such as proxies */
    ConnectionLimiter(int max, int maxPerAddress, Predicate<String> unlimited) {
        this.unlimited = unlimited;
        this.max = max;
        this.maxPerAddress = Math.min(max, maxPerAddress);
    }

    /** Returns the limits of the settings, lowered if the process can open few files. */
    static ConnectionLimiter of(HttpSettings settings) {
        int share = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? share(system.getMaxFileDescriptorCount(), system.getOpenFileDescriptorCount())
                : Integer.MAX_VALUE;
        return new ConnectionLimiter(
                Math.min(settings.maxConnections(), share),
                settings.maxConnectionsPerAddress(),
                settings::isTrustedProxy);
    }

    /** Returns the number of connections that fit into a descriptor limit beside the worker. */
    static int share(long limit, long used) {
        long free = limit - used - RESERVED_DESCRIPTORS;
        return (int) Math.max(MIN_CONNECTIONS, Math.min(free / DESCRIPTORS_EACH, Integer.MAX_VALUE));
    }

    int max() {
        return max;
    }

    /** Counts a connection until it is closed; returns false if there is no room. */
    boolean admit(Channel channel, ConnectionHandler gate) {
        InetAddress address = channel.remoteAddress() instanceof InetSocketAddress remote
                ? remote.getAddress()
                : InetAddress.getLoopbackAddress();
        if (!add(address, gate)) {
            return false;
        }
        channel.closeFuture().addListener(closed -> remove(address, gate));
        return true;
    }

    private synchronized boolean add(InetAddress address, ConnectionHandler gate) {
        Set<ConnectionHandler> same = open.getOrDefault(address, Set.of());
        boolean limited = !unlimited.test(address.getHostAddress());
        if (limited && same.size() >= maxPerAddress && !makeRoom(Map.of(address, same))) {
            return false;
        }
        if (count >= max && !makeRoom(open)) {
            return false;
        }
        open.computeIfAbsent(address, first -> new LinkedHashSet<>()).add(gate);
        count++;
        return true;
    }

    private boolean makeRoom(Map<InetAddress, Set<ConnectionHandler>> among) {
        Optional<ConnectionHandler> longest = among.values().stream()
                .flatMap(Collection::stream)
                .filter(gate -> gate.idleSince() >= 0)
                .min(Comparator.comparingLong(ConnectionHandler::idleSince));
        longest.ifPresent(gate -> {
            Map.copyOf(among).keySet().forEach(address -> remove(address, gate));
            gate.evict();
        });
        return longest.isPresent();
    }

    private synchronized void remove(InetAddress address, ConnectionHandler gate) {
        Set<ConnectionHandler> same = open.get(address);
        if (same != null && same.remove(gate)) {
            count--;
            if (same.isEmpty()) {
                open.remove(address);
            }
        }
    }
}
