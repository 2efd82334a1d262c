package io.runfolio.media.image.webp.vp8;

import java.util.Arrays;

/** Predicts whole blocks from their neighbors: RFC 6386, section 12. */
final class Prediction {
    private Prediction() {}

    /** Predicts a whole block of luma (16) or chroma (8). */
    static void whole(Plane plane, int x, int y, int size, int mode) {
        int origin = plane.at(x, y);
        switch (mode) {
            case Macroblock.DC -> fill(plane, origin, size, mean(plane, origin, size, x > 0, y > 0));
            case Macroblock.VERTICAL -> {
                for (int row = 0; row < size; row++) {
                    System.arraycopy(
                            plane.samples, origin - plane.stride, plane.samples, origin + row * plane.stride, size);
                }
            }
            case Macroblock.HORIZONTAL -> {
                for (int row = 0; row < size; row++) {
                    int at = origin + row * plane.stride;
                    Arrays.fill(plane.samples, at, at + size, plane.samples[at - 1]);
                }
            }
            default -> trueMotion(plane, origin, size);
        }
    }

    private static int mean(Plane plane, int origin, int size, boolean left, boolean above) {
        int sum = 0;
        for (int at = 0; at < size; at++) {
            sum += above ? plane.get(origin - plane.stride + at) : 0;
            sum += left ? plane.get(origin + at * plane.stride - 1) : 0;
        }
        int count = (left ? size : 0) + (above ? size : 0);
        return count == 0 ? 128 : (sum + count / 2) / count;
    }

    private static void fill(Plane plane, int origin, int size, int value) {
        for (int row = 0; row < size; row++) {
            int at = origin + row * plane.stride;
            Arrays.fill(plane.samples, at, at + size, (byte) value);
        }
    }

    static void trueMotion(Plane plane, int origin, int size) {
        int above = origin - plane.stride;
        int corner = plane.get(above - 1);
        for (int row = 0; row < size; row++) {
            int at = origin + row * plane.stride;
            int left = plane.get(at - 1) - corner;
            for (int x = 0; x < size; x++) {
                plane.set(at + x, left + plane.get(above + x));
            }
        }
    }
}
