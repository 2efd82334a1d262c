package io.runfolio.media.image.colour;

/** Arithmetic of 3 x 3 matrices. */
final class Matrices {
    private Matrices() {}

    static double[][] product(double[][] left, double[][] right) {
        double[][] product = new double[3][3];
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 3; column++) {
                for (int at = 0; at < 3; at++) {
                    product[row][column] += left[row][at] * right[at][column];
                }
            }
        }
        return product;
    }

    static double[] product(double[][] left, double[] vector) {
        double[] product = new double[3];
        for (int row = 0; row < 3; row++) {
            for (int at = 0; at < 3; at++) {
                product[row] += left[row][at] * vector[at];
            }
        }
        return product;
    }

    static double determinant(double[][] m) {
        return m[0][0] * cofactor(m, 0, 0) + m[0][1] * cofactor(m, 0, 1) + m[0][2] * cofactor(m, 0, 2);
    }

    static double[][] inverse(double[][] m) {
        double determinant = determinant(m);
        double[][] inverse = new double[3][3];
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 3; column++) {
                inverse[column][row] = cofactor(m, row, column) / determinant;
            }
        }
        return inverse;
    }

    private static double cofactor(double[][] m, int row, int column) {
        int above = (row + 1) % 3;
        int below = (row + 2) % 3;
        int left = (column + 1) % 3;
        int right = (column + 2) % 3;
        return m[above][left] * m[below][right] - m[above][right] * m[below][left];
    }
}
