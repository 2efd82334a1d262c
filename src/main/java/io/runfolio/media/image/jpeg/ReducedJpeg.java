package io.runfolio.media.image.jpeg;

import java.util.Arrays;
import java.util.Optional;

/** Decodes a JPEG at a fraction of its size. */
public final class ReducedJpeg {
    private static final int BLOCK = 8;

    private final Frame frame;
    private final ScanBits bits;
    private final float[] block = new float[64];
    private final int reduction;
    private final int width;
    private final int height;
    private int unitsAcross;
    private int unitsDown;

    /**
     * A decoded picture.
     *
     * @param width in pixels: the original's, divided and rounded up
     * @param height as the width
     * @param samples R, G, B of each pixel, rows from the top
     */
    public record Picture(int width, int height, byte[] samples) {}

    private ReducedJpeg(byte[] file, int reduction) throws NotPlainException {
        this.reduction = reduction;
        frame = new Frame(file);
        frame.read();
        bits = new ScanBits(file, frame.scan);
        width = divided(frame.width, reduction);
        height = divided(frame.height, reduction);
        prepare();
    }

    /**
     * Decodes.
     *
     * @param file all of it
     * @param reduction 2, 4 or 8
     * @return empty if the file is of another kind (progressive, inks, RGB, coarser chroma than one in two) or not sound from start to end
     */
    public static Optional<Picture> decode(byte[] file, int reduction) {
        try {
            return Optional.of(new ReducedJpeg(file, reduction).picture());
        } catch (NotPlainException e) {
            return Optional.empty();
        }
    }

    private static int divided(int value, int by) {
        return (value + by - 1) / by;
    }

    /** Chroma that is stored coarser is reduced less, so that all planes come out alike and none has to be enlarged. */
    private void prepare() throws NotPlainException {
        int mostAcross = 1;
        int mostDown = 1;
        for (Component component : frame.components) {
            mostAcross = Math.max(mostAcross, component.blocksAcross);
            mostDown = Math.max(mostDown, component.blocksDown);
        }
        unitsAcross = divided(frame.width, BLOCK * mostAcross);
        unitsDown = divided(frame.height, BLOCK * mostDown);
        for (Component component : frame.components) {
            component.prepare(
                    unitsAcross, samples(mostAcross, component.blocksAcross), samples(mostDown, component.blocksDown));
        }
    }

    private int samples(int most, int own) throws NotPlainException {
        int samples = own == 0 || most % own != 0 ? 0 : BLOCK / reduction * (most / own);
        if (samples != 1 && samples != 2 && samples != 4 && samples != 8) {
            throw new NotPlainException("uneven sampling");
        }
        return samples;
    }

    private Picture picture() throws NotPlainException {
        byte[] samples = new byte[Math.multiplyExact(Math.multiplyExact(width, height), 3)];
        Component luma = frame.components.get(0);
        int rows = luma.blocksDown * luma.down;
        int untilRestart = frame.restartInterval;
        int restart = 0;
        for (int unitY = 0; unitY < unitsDown; unitY++) {
            for (int unitX = 0; unitX < unitsAcross; unitX++) {
                if (frame.restartInterval > 0 && untilRestart-- == 0) {
                    bits.restart(restart++ & 7);
                    frame.components.forEach(component -> component.before = 0);
                    untilRestart = frame.restartInterval - 1;
                }
                unit(unitX);
            }
            if (bits.overrun()) {
                throw new NotPlainException("ends early");
            }
            int to = unitY * rows;
            store(samples, to, Math.min(rows, height - to));
        }
        if (!bits.atEnd()) {
            throw new NotPlainException("something else behind the scan");
        }
        return new Picture(width, height, samples);
    }

    private void unit(int unitX) throws NotPlainException {
        for (Component component : frame.components) {
            for (int y = 0; y < component.blocksDown; y++) {
                for (int x = 0; x < component.blocksAcross; x++) {
                    int left = (unitX * component.blocksAcross + x) * component.across;
                    block(component, y * component.down * component.stride + left);
                }
            }
        }
    }

    private void block(Component component, int at) throws NotPlainException {
        InverseTransform transform = component.transform;
        component.before += first(component);
        block[0] = component.before * component.steps[0];
        int used = others(component);
        if (used == 0) {
            transform.flat(block[0], component.plane, at, component.stride);
            return;
        }
        transform.block(block, used >>> 8, component.plane, at, component.stride);
        Arrays.fill(block, 0);
    }

    private int first(Component component) throws NotPlainException {
        bits.fill();
        int entry = entry(component.first);
        int size = entry >>> 8 & 0xff;
        bits.drop(entry & 63);
        if ((entry & HuffmanTable.WHOLE) != 0) {
            return entry >> 16;
        }
        if (size > 11) {
            throw new NotPlainException("a coefficient that is too large");
        }
        return size == 0 ? 0 : HuffmanTable.extended(bits.take(size), size);
    }

    /** Reads the coefficients after the first. Returns a bit for each column that has one that matters, and 8 bits higher one for each that has one below its first. */
    private int others(Component component) throws NotPlainException {
        HuffmanTable table = component.others;
        int[] positions = component.positions;
        int used = 0;
        for (int place = 1; place < 64; place++) {
            bits.fill();
            int entry = entry(table);
            bits.drop(entry & 63);
            int run = entry >>> 12 & 15;
            int size = entry >>> 8 & 15;
            if (size == 0) {
                if (run < 15) {
                    return used;
                }
                place += 15;
                continue;
            }
            place += run;
            if (place > 63) {
                throw new NotPlainException("a coefficient outside its block");
            }
            int value = (entry & HuffmanTable.WHOLE) != 0 ? entry >> 16 : HuffmanTable.extended(bits.take(size), size);
            int at = positions[place];
            if (at >= 0) {
                block[at] = value * component.steps[place];
                used |= (at < 8 ? 1 : 0x101) << (at & 7);
            }
        }
        return used;
    }

    private int entry(HuffmanTable table) throws NotPlainException {
        int entry = table.look(bits.peek(HuffmanTable.LOOK_BITS));
        if (entry != 0) {
            return entry;
        }
        int found = table.decodeLong(bits.peek(16));
        if (found < 0) {
            throw new NotPlainException("no such code");
        }
        return found;
    }

    /** Colours by JFIF: {@code R = Y + 1.402 Cr, G = Y - 0.344136 Cb - 0.714136 Cr, B = Y + 1.772 Cb}, in 1/65536. */
    private void store(byte[] samples, int top, int rows) {
        Component luma = frame.components.get(0);
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
