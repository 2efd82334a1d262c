package io.runfolio.mirror;

import java.util.ArrayList;
import java.util.List;

/**
 * Manifest of an append-only list in the mirror, which is the concatenation of immutable segments.
 *
 * @param segments in order, without gaps
 */
record ListSegments(List<Segment> segments) {
    static final ListSegments NONE = new ListSegments(List.of());

    ListSegments {
        segments = List.copyOf(segments);
    }

    /**
     * A range of the list.
     *
     * @param start position of its first byte
     * @param bytes size
     * @param sha256 checksum in lower-case hex
     */
    record Segment(long start, long bytes, String sha256) {}

    long end() {
        return segments.isEmpty() ? 0 : last().start() + last().bytes();
    }

    Segment last() {
        return segments.get(segments.size() - 1);
    }

    /** Returns the list with other segments from a position on. */
    ListSegments replacedFrom(long start, List<Segment> fresh) {
        List<Segment> all = new ArrayList<>(
                segments.stream().filter(one -> one.start() < start).toList());
        all.addAll(fresh);
        return new ListSegments(all);
    }
}
