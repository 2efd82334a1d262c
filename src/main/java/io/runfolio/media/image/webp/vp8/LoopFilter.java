package io.runfolio.media.image.webp.vp8;

/** Smooths block edges of the whole frame, as prediction uses unsmoothed samples: RFC 6386, section 15. */
final class LoopFilter {
    private final Plane[] planes;
    private final boolean simple;
    private final int sharpness;

    /**
     * Creates a filter.
     *
     * @param planes Y, U, V
     */
    LoopFilter(FrameHeader header, Plane... planes) {
        this.planes = planes;
        this.simple = header.simpleFilter;
        this.sharpness = header.sharpness;
    }

    /**
     * Smooths one macroblock's left and upper edges, and those inside it.
     *
     * @param level 1 to 63
     * @param inner whether edges inside are smoothed
     */
    void macroblock(int column, int row, int level, boolean inner) {
        int interior = level >> (sharpness > 4 ? 2 : sharpness > 0 ? 1 : 0);
        interior = Math.max(1, sharpness > 0 ? Math.min(interior, 9 - sharpness) : interior);
        int edge = 2 * level + interior;
        int variance = level >= 40 ? 2 : level >= 15 ? 1 : 0;
        for (int plane = 0; plane < (simple ? 1 : 3); plane++) {
            int size = plane == 0 ? 16 : 8;
            EdgeFilter edges = new EdgeFilter(planes[plane], interior, variance);
            int origin = planes[plane].at(column * size, row * size);
            int stride = planes[plane].stride;
            if (column > 0) {
                smooth(edges, origin, stride, 1, size, edge + 4, true);
            }
            for (int at = 4; inner && at < size; at += 4) {
                smooth(edges, origin + at, stride, 1, size, edge, false);
            }
            if (row > 0) {
                smooth(edges, origin, 1, stride, size, edge + 4, true);
            }
            for (int at = 4; inner && at < size; at += 4) {
                smooth(edges, origin + at * stride, 1, stride, size, edge, false);
            }
        }
    }

    private void smooth(EdgeFilter edges, int origin, int along, int across, int size, int limit, boolean outer) {
        for (int at = origin, done = 0; done < size; done++, at += along) {
            if (simple) {
                edges.simple(at, across, limit);
            } else {
                edges.normal(at, across, limit, outer);
            }
        }
    }
}
