package io.runfolio.media.image.perceptual;

import io.runfolio.media.image.pixel.Pixels;

/** Means of the cells of a grid over a picture. A pixel counts for each cell by the area that it covers. */
final class CellMeans {
    private final Pixels picture;

    /** @param picture opaque picture */
    CellMeans(Pixels picture) {
        this.picture = picture;
    }

    /** Returns the means of R, G and B: three values for each cell, row by row. */
    double[] colors(int columns, int rows) {
        double[] means = new double[columns * rows * 3];
        for (int row = 0; row < rows; row++) {
            double top = (double) row * picture.height() / rows;
            double bottom = (double) (row + 1) * picture.height() / rows;
            for (int column = 0; column < columns; column++) {
                double left = (double) column * picture.width() / columns;
                double right = (double) (column + 1) * picture.width() / columns;
                mean(left, top, right, bottom, means, (row * columns + column) * 3);
            }
        }
        return means;
    }

    /** Returns the means of the luma (ITU-R BT.601): one value for each cell. */
    double[] luma(int columns, int rows) {
        double[] colors = colors(columns, rows);
        double[] luma = new double[columns * rows];
        for (int cell = 0; cell < luma.length; cell++) {
            luma[cell] = 0.299 * colors[3 * cell] + 0.587 * colors[3 * cell + 1] + 0.114 * colors[3 * cell + 2];
        }
        return luma;
    }

    private void mean(double left, double top, double right, double bottom, double[] means, int to) {
        double area = (right - left) * (bottom - top);
        byte[] samples = picture.samples();
        int lastX = Math.min(picture.width(), (int) Math.ceil(right));
        int lastY = Math.min(picture.height(), (int) Math.ceil(bottom));
        for (int y = (int) top; y < lastY; y++) {
            double high = Math.min(bottom, y + 1) - Math.max(top, y);
            for (int x = (int) left; x < lastX; x++) {
                double weight = high * (Math.min(right, x + 1) - Math.max(left, x)) / area;
                int at = (y * picture.width() + x) * picture.channels();
                for (int channel = 0; channel < 3; channel++) {
                    means[to + channel] += weight * (samples[at + channel] & 0xff);
                }
            }
        }
    }
}
