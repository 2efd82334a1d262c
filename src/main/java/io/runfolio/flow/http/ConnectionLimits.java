package io.runfolio.flow.http;

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
 * Limits connections, in all and by address. At a limit, a new connection takes the place of the one that has been
 * idle longest; if none is idle it is refused. Safe for use by several threads.
 */
final class ConnectionLimits {
    /** Descriptors that are left to the worker: events, media, children and the catalog. */
    private static final long RESERVED_DESCRIPTORS = 40;
    /** A connection needs one descriptor, and a second one while it is sent a file. */
    private static final int DESCRIPTORS_EACH = 2;

    private static final int MIN_CONNECTIONS = 4;

    private final int max;
    private final int maxPerAddress;
    private final Predicate<String> unlimited;
    private final Map<InetAddress, Set<RequestGate>> open = new HashMap<>();
    private int count;

    /**
     * @param unlimited addresses that count for all whom they stand for, such as proxies
     */
    ConnectionLimits(int max, int maxPerAddress, Predicate<String> unlimited) {
        this.unlimited = unlimited;
        this.max = max;
        this.maxPerAddress = Math.min(max, maxPerAddress);
    }

    /** Returns the limits of the settings, or lower ones where the process may open few files. */
    static ConnectionLimits of(HttpSettings settings) {
        int share = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? share(system.getMaxFileDescriptorCount(), system.getOpenFileDescriptorCount())
                : Integer.MAX_VALUE;
        return new ConnectionLimits(
                Math.min(settings.maxConnections(), share),
                settings.maxConnectionsPerAddress(),
                settings::isTrustedProxy);
    }

    /** Returns how many connections fit beside the worker into a limit of descriptors. */
    static int share(long limit, long used) {
        long free = limit - used - RESERVED_DESCRIPTORS;
        return (int) Math.max(MIN_CONNECTIONS, Math.min(free / DESCRIPTORS_EACH, Integer.MAX_VALUE));
    }

    int max() {
        return max;
    }

    /** Counts a connection until it is closed; false if there is no room for it. */
    boolean admit(Channel channel, RequestGate gate) {
        InetAddress address = channel.remoteAddress() instanceof InetSocketAddress remote
                ? remote.getAddress()
                : InetAddress.getLoopbackAddress();
        if (!add(address, gate)) {
            return false;
        }
        channel.closeFuture().addListener(closed -> remove(address, gate));
        return true;
    }

    private synchronized boolean add(InetAddress address, RequestGate gate) {
        Set<RequestGate> same = open.getOrDefault(address, Set.of());
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

    private boolean makeRoom(Map<InetAddress, Set<RequestGate>> among) {
        Optional<RequestGate> longest = among.values().stream()
                .flatMap(Collection::stream)
                .filter(gate -> gate.idleSince() >= 0)
                .min(Comparator.comparingLong(RequestGate::idleSince));
        longest.ifPresent(gate -> {
            Map.copyOf(among).keySet().forEach(address -> remove(address, gate));
            gate.evict();
        });
        return longest.isPresent();
    }

    private synchronized void remove(InetAddress address, RequestGate gate) {
        Set<RequestGate> same = open.get(address);
        if (same != null && same.remove(gate)) {
            count--;
            if (same.isEmpty()) {
                open.remove(address);
            }
        }
    }
}
