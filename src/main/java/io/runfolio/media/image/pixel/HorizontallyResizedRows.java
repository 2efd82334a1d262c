package io.runfolio.media.image.pixel;

/** Rows of a picture, each resized across as it is read. */
final class HorizontallyResizedRows implements RowSource {
    private final RowSource source;
    private final Kernel across;
    private final float[] line;
    private final byte[] samples;

    HorizontallyResizedRows(RowSource source, int width) {
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
        HorizontalConvolution.load(source, line);
        HorizontalConvolution.sum(line, across, channels(), samples, 0);
        return 0;
    }

    @Override
    public byte[] samples() {
        return samples;
    }
}
