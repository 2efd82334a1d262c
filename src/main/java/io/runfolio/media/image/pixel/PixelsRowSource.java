package io.runfolio.media.image.pixel;

/** Rows of a picture in memory. */
final class PixelsRowSource implements RowSource {
    private final Pixels pixels;
    private final int rowBytes;
    private int next;

    PixelsRowSource(Pixels pixels) {
        this.pixels = pixels;
        this.rowBytes = pixels.width() * pixels.channels();
    }

    @Override
    public Size size() {
        return new Size(pixels.width(), pixels.height());
    }

    @Override
    public int channels() {
        return pixels.channels();
    }

    @Override
    public int next() {
        return next++ * rowBytes;
    }

    @Override
    public byte[] samples() {
        return pixels.samples();
    }
}
