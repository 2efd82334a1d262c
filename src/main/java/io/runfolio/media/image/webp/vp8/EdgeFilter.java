package io.runfolio.media.image.webp.vp8;

/**
 * Filters the samples across one edge: RFC 6386, sections 15.2 and 15.3.
 *
 * <p>{@code at} is the first sample behind the edge, {@code step} leads across it.
 */
final class EdgeFilter {
    private final Plane plane;
    private final int interior;
    private final int variance;

    EdgeFilter(Plane plane, int interior, int variance) {
        this.plane = plane;
        this.interior = interior;
        this.variance = variance;
    }

    void simple(int at, int step, int limit) {
        if (isFlat(at, step, limit)) {
            two(at, step);
        }
    }

    void normal(int at, int step, int limit, boolean outer) {
        if (!isFlat(at, step, limit)
                || far(at - 4 * step, step, interior)
                || far(at - 3 * step, step, interior)
                || far(at - 2 * step, step, interior)
                || far(at, step, interior)
                || far(at + step, step, interior)
                || far(at + 2 * step, step, interior)) {
            return;
        }
        if (far(at - 2 * step, step, variance) || far(at, step, variance)) {
            two(at, step);
        } else if (outer) {
            six(at, step);
        } else {
            four(at, step);
        }
    }

    private boolean far(int at, int step, int limit) {
        return Math.abs(plane.get(at) - plane.get(at + step)) > limit;
    }

    private boolean isFlat(int at, int step, int limit) {
        int near = Math.abs(plane.get(at - step) - plane.get(at));
        int next = Math.abs(plane.get(at - 2 * step) - plane.get(at + step));
        return 2 * near + (next >> 1) <= limit;
    }

    private void two(int at, int step) {
        int outer = signed(plane.get(at - 2 * step) - plane.get(at + step));
        int change = 3 * (plane.get(at) - plane.get(at - step)) + outer;
        move(at - step, signed(change + 3) >> 3);
        move(at, -(signed(change + 4) >> 3));
    }

    private void four(int at, int step) {
        int change = 3 * (plane.get(at) - plane.get(at - step));
        int before = signed(change + 3) >> 3;
        int behind = signed(change + 4) >> 3;
        int next = behind + 1 >> 1;
        move(at - 2 * step, next);
        move(at - step, before);
        move(at, -behind);
        move(at + step, -next);
    }

    private void six(int at, int step) {
        int outer = signed(plane.get(at - 2 * step) - plane.get(at + step));
        int change = signed(3 * (plane.get(at) - plane.get(at - step)) + outer);
        for (int distance = 0, weight = 27; distance < 3; distance++, weight -= 9) {
            int share = weight * change + 63 >> 7;
            move(at - (distance + 1) * step, share);
            move(at + distance * step, -share);
        }
    }

    private void move(int at, int change) {
        plane.set(at, plane.get(at) + change);
    }

    private static int signed(int value) {
        return Math.max(-128, Math.min(127, value));
    }
}
