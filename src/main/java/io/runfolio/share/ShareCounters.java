package io.runfolio.share;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.coordination.shared.LineLog;
import io.runfolio.files.StorageException;
import java.io.IOException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counters of share links, over all processes that have the links.
 *
 * <p>A request changes memory only. {@link #flush} appends one line per used link, and replaces the lines by their sums
 * when there are many. A crash loses the counts since the last flush. Safe for use by several threads and processes.
 */
public final class ShareCounters {
    private static final Logger LOG = LoggerFactory.getLogger(ShareCounters.class);

    /** Lines beyond those of the sums after which the log is rewritten. */
    private static final int MAX_SURPLUS_LINES = 10_000;

    private final LineLog log;
    private final Clock clock;
    private final Map<String, ShareCounts> stored = new HashMap<>();
    private int lines;
    /** Counts since the last flush, guarded by itself. */
    private final Map<String, ShareCounts> pending = new LinkedHashMap<>();

    /** Opens the counters of an outputs folder; they are read at the first use. */
    public ShareCounters(BundleLayout layout, Clock clock) {
        this.log = ShareLogs.counts(layout, new Lines());
        this.clock = clock;
    }

    /** Counts a page that is sent. */
    public void viewed(String shareId) {
        add(Map.of(shareId, new ShareCounts(1, 0, now())));
    }

    /** Counts an original that is sent. */
    public void downloaded(String shareId) {
        add(Map.of(shareId, new ShareCounts(0, 1, now())));
    }

    /** Returns the counts of a link: those of all processes that were flushed, and those of this one. */
    public ShareCounts counts(String shareId) {
        return counts(List.of(shareId)).get(shareId);
    }

    /** Returns the counts of links by their ids, with one look at what other processes have flushed. */
    public Map<String, ShareCounts> counts(Collection<String> shareIds) {
        Map<String, ShareCounts> counts = new HashMap<>();
        log.query(() -> {
            shareIds.forEach(id -> counts.put(id, stored.getOrDefault(id, ShareCounts.NONE)));
            return counts;
        });
        synchronized (pending) {
            counts.replaceAll((id, before) -> before.plus(pending.getOrDefault(id, ShareCounts.NONE)));
        }
        return counts;
    }

    /** Writes the counts since the last flush; without any, nothing is written. A failure keeps them for the next. */
    public void flush() {
        Map<String, ShareCounts> taken;
        synchronized (pending) {
            taken = new LinkedHashMap<>(pending);
            pending.clear();
        }
        if (taken.isEmpty()) {
            return;
        }
        try {
            log.append(() -> taken.entrySet().stream()
                    .map(one -> line(one.getKey(), one.getValue()))
                    .toList());
        } catch (StorageException e) {
            add(taken);
            LOG.warn("the counters of share links could not be written and are kept in memory: {}", e.getMessage());
            return;
        }
        compact();
    }

    private void compact() {
        if (log.query(() -> lines - stored.size()) <= MAX_SURPLUS_LINES) {
            return;
        }
        log.rewrite(old -> stored.entrySet().stream()
                .map(one -> line(one.getKey(), one.getValue()))
                .toList());
    }

    private Optional<Instant> now() {
        return Optional.of(clock.instant().truncatedTo(ChronoUnit.SECONDS));
    }

    private void add(Map<String, ShareCounts> counts) {
        synchronized (pending) {
            counts.forEach((id, more) -> pending.merge(id, more, ShareCounts::plus));
        }
    }

    private static String line(String id, ShareCounts counts) {
        ObjectNode line = ShareLines.JSON.createObjectNode();
        line.put("share", id);
        line.put("views", counts.views());
        line.put("downloads", counts.downloads());
        counts.lastAccess().ifPresent(last -> line.put("last", last.toString()));
        return line.toString();
    }

    private final class Lines implements LineLog.Listener {
        @Override
        public void reset() {
            stored.clear();
            lines = 0;
        }

        @Override
        public boolean line(byte[] line) {
            try {
                JsonNode json = ShareLines.JSON.readTree(line);
                Optional<Instant> last = json.has("last")
                        ? Optional.of(Instant.parse(json.get("last").asText()))
                        : Optional.empty();
                stored.merge(
                        json.path("share").asText(),
                        new ShareCounts(
                                json.path("views").asLong(),
                                json.path("downloads").asLong(),
                                last),
                        ShareCounts::plus);
                lines++;
                return true;
            } catch (IOException | DateTimeException e) {
                return false;
            }
        }
    }
}
