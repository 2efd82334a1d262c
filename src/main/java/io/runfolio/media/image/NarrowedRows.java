package io.runfolio.media.image;

/** Rows of a picture, resized across one by one. */
final class NarrowedRows implements Rows {
    private final Rows source;
    private final Kernel across;
    private final float[] line;
    private final byte[] samples;

    NarrowedRows(Rows source, int width) {
        this.source = source;
        this.across = Kernel.of(source.size().width(), width);
        this.line = new float[source.size().width() * source.channels()];
        this.samples = new byte[width * source.channels()];
    }

    @Override
    public Size size() {
        return new Size(across.size(), source.size().height());
    }

    @Override
    public int channels() {
        return source.channels();
    }

    @Override
    public int next() {
        Resampler.load(source, line);
        Resampler.sumColumns(line, across, channels(), samples, 0);
        return 0;
    }

    @Override
    public byte[] samples() {
        return samples;
    }
}
