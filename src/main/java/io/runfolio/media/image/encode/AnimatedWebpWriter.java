package io.runfolio.media.image.encode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.runfolio.media.image.pixel.Size;
import io.runfolio.media.image.webp.WebpContainerWriter;
import java.io.ByteArrayOutputStream;

/**
 * Assembles encoded stills into an animated WebP: RFC 9649, sections 2.7.1 and 2.7.1.1.
 *
 * <p>Each frame covers the canvas and replaces the one before.
 */
public final class AnimatedWebpWriter {
    private static final int ALPHA = 0x10;
    private static final int XMP = 0x04;
    private static final int ANIMATION = 0x02;
    private static final int DO_NOT_BLEND = 2;
    private static final int MAX_FRAME_MILLIS = (1 << 24) - 1;

    private final Size canvas;
    private final ByteArrayOutputStream frames = new ByteArrayOutputStream();
    private boolean alpha;

    public AnimatedWebpWriter(Size canvas) {
        this.canvas = canvas;
    }

    /** Adds a still WebP of the canvas's size. */
    public void add(byte[] still, int millis) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream(still.length + 16);
        WebpContainerWriter.little(frame, 0, 6);
        WebpContainerWriter.little(frame, canvas.width() - 1, 3);
        WebpContainerWriter.little(frame, canvas.height() - 1, 3);
        WebpContainerWriter.little(frame, Math.min(millis, MAX_FRAME_MILLIS), 3);
        frame.write(DO_NOT_BLEND);
        int at = 12;
        while (at + 8 <= still.length) {
            String type = new String(still, at, 4, ISO_8859_1);
            int length = length(still, at + 4);
            int whole = 8 + length + (length & 1);
            if (!type.equals("VP8X")) {
                frame.write(still, at, Math.min(whole, still.length - at));
            }
            alpha |= type.equals("ALPH") || type.equals("VP8L");
            at += whole;
        }
        WebpContainerWriter.append(frames, "ANMF", frame.toByteArray());
    }

    /**
     * Returns the file.
     *
     * @param loops how often it is shown; 0 for endless
     * @param xmp XMP packet to embed; may be empty
     */
    public byte[] file(int loops, byte[] xmp) {
        ByteArrayOutputStream chunks = new ByteArrayOutputStream(frames.size() + xmp.length + 64);
        int flags = ANIMATION | (alpha ? ALPHA : 0) | (xmp.length > 0 ? XMP : 0);
        WebpContainerWriter.append(chunks, "VP8X", WebpContainerWriter.extended(flags, canvas));
        ByteArrayOutputStream control = new ByteArrayOutputStream();
        WebpContainerWriter.little(control, 0, 4);
        WebpContainerWriter.little(control, loops, 2);
        WebpContainerWriter.append(chunks, "ANIM", control.toByteArray());
        chunks.writeBytes(frames.toByteArray());
        if (xmp.length > 0) {
            WebpContainerWriter.append(chunks, "XMP ", xmp);
        }
        return WebpContainerWriter.file(chunks.toByteArray());
    }

    private static int length(byte[] file, int at) {
        return file[at] & 0xff | (file[at + 1] & 0xff) << 8 | (file[at + 2] & 0xff) << 16 | (file[at + 3] & 0xff) << 24;
    }
}
