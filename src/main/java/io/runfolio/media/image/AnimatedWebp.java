package io.runfolio.media.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;

/** Puts encoded stills together as an animated WebP: RFC 9649, sections 2.7.1 and 2.7.1.1. Each frame covers the canvas and takes the place of the one before. */
final class AnimatedWebp {
    private static final int ALPHA = 0x10;
    private static final int XMP = 0x04;
    private static final int ANIMATION = 0x02;
    private static final int DO_NOT_BLEND = 2;
    private static final int LONGEST_MILLIS = (1 << 24) - 1;

    private final Size canvas;
    private final ByteArrayOutputStream frames = new ByteArrayOutputStream();
    private boolean alpha;

    AnimatedWebp(Size canvas) {
        this.canvas = canvas;
    }

    /** Adds a still WebP of the canvas's size. */
    void add(byte[] still, int millis) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream(still.length + 16);
        WebpChunks.little(frame, 0, 6);
        WebpChunks.little(frame, canvas.width() - 1, 3);
        WebpChunks.little(frame, canvas.height() - 1, 3);
        WebpChunks.little(frame, Math.min(millis, LONGEST_MILLIS), 3);
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
        WebpChunks.append(frames, "ANMF", frame.toByteArray());
    }

    /**
     * Returns the file.
     *
     * @param loops how often it is shown; 0 for without end
     * @param xmp a packet to be kept with it; may be empty
     */
    byte[] file(int loops, byte[] xmp) {
        ByteArrayOutputStream chunks = new ByteArrayOutputStream(frames.size() + xmp.length + 64);
        int flags = ANIMATION | (alpha ? ALPHA : 0) | (xmp.length > 0 ? XMP : 0);
        WebpChunks.append(chunks, "VP8X", WebpChunks.extended(flags, canvas));
        ByteArrayOutputStream control = new ByteArrayOutputStream();
        WebpChunks.little(control, 0, 4);
        WebpChunks.little(control, loops, 2);
        WebpChunks.append(chunks, "ANIM", control.toByteArray());
        chunks.writeBytes(frames.toByteArray());
        if (xmp.length > 0) {
            WebpChunks.append(chunks, "XMP ", xmp);
        }
        return WebpChunks.file(chunks.toByteArray());
    }

    private static int length(byte[] file, int at) {
        return file[at] & 0xff | (file[at + 1] & 0xff) << 8 | (file[at + 2] & 0xff) << 16 | (file[at + 3] & 0xff) << 24;
    }
}
