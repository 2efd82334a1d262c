package io.runfolio.media.image.placeholder;

import io.runfolio.media.image.pixel.Pixels;

/**
 * Channels that ThumbHash transforms. Transparent parts have the mean color of the visible ones.
 *
 * @param luma mean of R, G and B, 0 to 1
 * @param yellowBlue mean of R and G, less B, -1 to 1
 * @param redGreen R less G, -1 to 1
 * @param alpha 0 to 1
 * @param isOpaque whether no pixel is transparent
 */
record ColorPlanes(double[] luma, double[] yellowBlue, double[] redGreen, double[] alpha, boolean isOpaque) {

    static ColorPlanes of(Pixels picture) {
        int count = picture.width() * picture.height();
        ColorPlanes planes = new ColorPlanes(
                new double[count], new double[count], new double[count], new double[count], picture.isOpaque());
        double[] mean = planes.isOpaque() ? new double[3] : mean(picture);
        byte[] samples = picture.samples();
        for (int pixel = 0, at = 0; pixel < count; pixel++, at += picture.channels()) {
            double alpha = picture.hasAlpha() ? (samples[at + 3] & 0xff) / 255.0 : 1;
            double red = mean[0] * (1 - alpha) + alpha / 255 * (samples[at] & 0xff);
            double green = mean[1] * (1 - alpha) + alpha / 255 * (samples[at + 1] & 0xff);
            double blue = mean[2] * (1 - alpha) + alpha / 255 * (samples[at + 2] & 0xff);
            planes.luma[pixel] = (red + green + blue) / 3;
            planes.yellowBlue[pixel] = (red + green) / 2 - blue;
            planes.redGreen[pixel] = red - green;
            planes.alpha[pixel] = alpha;
        }
        return planes;
    }

    /** Returns the mean color, weighted by alpha; 0 to 1, black if nothing is visible. */
    private static double[] mean(Pixels picture) {
        double[] mean = new double[3];
        double sum = 0;
        byte[] samples = picture.samples();
        for (int at = 0; at < samples.length; at += 4) {
            double alpha = (samples[at + 3] & 0xff) / 255.0;
            for (int channel = 0; channel < 3; channel++) {
                mean[channel] += alpha / 255 * (samples[at + channel] & 0xff);
            }
            sum += alpha;
        }
        for (int channel = 0; channel < 3 && sum > 0; channel++) {
            mean[channel] /= sum;
        }
        return mean;
    }
}
