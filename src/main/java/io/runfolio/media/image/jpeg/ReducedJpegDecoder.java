package io.runfolio.media.image.jpeg;

import io.runfolio.media.image.pixel.Pixels;
import java.util.Arrays;
import java.util.Optional;

/** Decodes a sequential JPEG at a fraction of its size. */
final class ReducedJpegDecoder {
    private static final int BLOCK = 8;

    private final SequentialFrame frame;
    private final ScanBitReader bits;
    private final CoefficientReader coefficients;
    private final int reduction;
    private final int width;
    private final int height;
    private int unitsAcross;
    private int unitsDown;

    private ReducedJpegDecoder(byte[] file, int reduction) throws UnsupportedJpegException {
        this.reduction = reduction;
        frame = new SequentialFrame(file);
        frame.read();
        bits = new ScanBitReader(file, frame.scan);
        coefficients = new CoefficientReader(bits);
        width = divided(frame.width, reduction);
        height = divided(frame.height, reduction);
        prepare();
    }

    /**
     * Decodes a file.
     *
     * @param file all of it
     * @param reduction divisor of width and height: 2, 4 or 8
     * @return empty if the file is of another kind (progressive, CMYK, RGB, chroma coarser than one in two) or damaged
     */
    static Optional<Pixels> decode(byte[] file, int reduction) {
        try {
            return Optional.of(new ReducedJpegDecoder(file, reduction).picture());
        } catch (UnsupportedJpegException e) {
            return Optional.empty();
        }
    }

    private static int divided(int value, int by) {
        return (value + by - 1) / by;
    }

    /**
     * Prepares the components.
     *
     * <p>Subsampled chroma is reduced less, so that all planes have the same size and none is enlarged.
     */
    private void prepare() throws UnsupportedJpegException {
        int mostAcross = 1;
        int mostDown = 1;
        for (FrameComponent component : frame.components) {
            mostAcross = Math.max(mostAcross, component.blocksAcross);
            mostDown = Math.max(mostDown, component.blocksDown);
        }
        unitsAcross = divided(frame.width, BLOCK * mostAcross);
        unitsDown = divided(frame.height, BLOCK * mostDown);
        for (FrameComponent component : frame.components) {
            component.prepare(
                    unitsAcross, samples(mostAcross, component.blocksAcross), samples(mostDown, component.blocksDown));
        }
    }

    private int samples(int most, int own) throws UnsupportedJpegException {
        int samples = own == 0 || most % own != 0 ? 0 : BLOCK / reduction * (most / own);
        if (samples != 1 && samples != 2 && samples != 4 && samples != 8) {
            throw new UnsupportedJpegException("uneven sampling");
        }
        return samples;
    }

    private Pixels picture() throws UnsupportedJpegException {
        byte[] samples = new byte[Math.multiplyExact(Math.multiplyExact(width, height), 3)];
        FrameComponent luma = frame.components.get(0);
        int rows = luma.blocksDown * luma.down;
        int untilRestart = frame.restartInterval;
        int restart = 0;
        for (int unitY = 0; unitY < unitsDown; unitY++) {
            for (int unitX = 0; unitX < unitsAcross; unitX++) {
                if (frame.restartInterval > 0 && untilRestart-- == 0) {
                    bits.restart(restart++ & 7);
                    frame.components.forEach(component -> component.previousDc = 0);
                    untilRestart = frame.restartInterval - 1;
                }
                unit(unitX);
            }
            if (bits.overrun()) {
                throw new UnsupportedJpegException("ends early");
            }
            int to = unitY * rows;
            store(samples, to, Math.min(rows, height - to));
        }
        if (!bits.atEnd()) {
            throw new UnsupportedJpegException("something else behind the scan");
        }
        return new Pixels(width, height, 3, samples);
    }

    private void unit(int unitX) throws UnsupportedJpegException {
        for (FrameComponent component : frame.components) {
            for (int y = 0; y < component.blocksDown; y++) {
                for (int x = 0; x < component.blocksAcross; x++) {
                    int left = (unitX * component.blocksAcross + x) * component.across;
                    block(component, y * component.down * component.stride + left);
                }
            }
        }
    }

    private void block(FrameComponent component, int at) throws UnsupportedJpegException {
        InverseDct transform = component.transform;
        float[] block = coefficients.block();
        int used = coefficients.read(component);
        if (used == 0) {
            transform.flat(block[0], component.plane, at, component.stride);
            return;
        }
        transform.block(block, used >>> 8, component.plane, at, component.stride);
        Arrays.fill(block, 0);
    }

    /**
     * Converts a row of units to RGB by JFIF, in 1/65536.
     *
     * <p>{@code R = Y + 1.402 Cr, G = Y - 0.344136 Cb - 0.714136 Cr, B = Y + 1.772 Cb}
     */
    private void store(byte[] samples, int top, int rows) {
        FrameComponent luma = frame.components.get(0);
        boolean gray = frame.components.size() == 1;
        byte[] blue = gray ? luma.plane : frame.components.get(1).plane;
        byte[] red = gray ? luma.plane : frame.components.get(2).plane;
        for (int y = 0; y < rows; y++) {
            int from = y * luma.stride;
            int to = (top + y) * width * 3;
            for (int x = 0; x < width; x++, from++, to += 3) {
                if (gray) {
                    samples[to] = luma.plane[from];
                    samples[to + 1] = luma.plane[from];
                    samples[to + 2] = luma.plane[from];
                    continue;
                }
                int light = ((luma.plane[from] & 0xff) << 16) + 32_768;
                int cb = (blue[from] & 0xff) - 128;
                int cr = (red[from] & 0xff) - 128;
                samples[to] = clamped(light + 91_881 * cr >> 16);
                samples[to + 1] = clamped(light - 22_554 * cb - 46_802 * cr >> 16);
                samples[to + 2] = clamped(light + 116_130 * cb >> 16);
            }
        }
    }

    private static byte clamped(int value) {
        return (byte) (value < 0 ? 0 : Math.min(255, value));
    }
}
