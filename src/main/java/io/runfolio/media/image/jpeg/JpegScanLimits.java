package io.runfolio.media.image.jpeg;

import io.runfolio.media.ByteSource;
import io.runfolio.media.image.format.UnusableImageException;
import java.io.EOFException;
import java.io.IOException;

/**
 * Limits the scans and segments of a JPEG: ITU-T T.81, annex B.
 *
 * <p>A decoder processes the whole picture once per scan, and the decoders are native and check no clock between two
 * reads. Encoders write few scans: libjpeg's progressions have 10 for color and 18 for CMYK, mozjpeg and jpegli at most
 * 20.
 */
public final class JpegScanLimits {
    /** Largest number of scans of one picture. */
    static final int MAX_SCANS = 100;

    /** Scans of a picture of any size; beyond them, pixels times scans are limited, too. */
    private static final int USUAL_SCANS = 20;

    private static final long MAX_SCANNED_PIXELS = 2_000_000_000;

    /** Largest number of segments of one picture: 64 KiB each, so 128 MiB of embedded data. */
    static final int MAX_SEGMENTS = 2_000;

    private static final int FIRST_RESTART = 0xd0;
    private static final int START = 0xd8;
    private static final int END = 0xd9;
    private static final int SCAN = 0xda;
    private static final int TEMPORARY = 0x01;

    private final ByteSource file;
    private final long end;
    private long pixels;
    private int scans;
    private int segments;

    private JpegScanLimits(ByteSource file, long end) {
        this.file = file;
        this.end = end;
    }

    /**
     * Checks the markers between two offsets, which may lie within a scan's data.
     *
     * @param pixels pixels of an earlier frame header; 0 for none
     * @return the largest number of pixels in a frame header; 0 without one
     * @throws UnusableImageException if there are too many scans or segments
     */
    public static long check(ByteSource file, long from, long to, long pixels) throws IOException {
        JpegScanLimits markers = new JpegScanLimits(file, Math.min(to, file.size()));
        markers.pixels = pixels;
        try {
            markers.walk(from);
        } catch (EOFException e) {
            // a truncated file asks for less work
        }
        return markers.pixels;
    }

    private void walk(long from) throws IOException {
        long at = from;
        while (at + 1 < end) {
            int marker = file.u8(at) == 0xff ? file.u8(at + 1) : 0;
            if (marker == 0 || marker == 0xff) {
                at++;
                continue;
            }
            if (marker == END) {
                return;
            }
            at += 2;
            if (marker != TEMPORARY && (marker < FIRST_RESTART || marker > START)) {
                segment(marker, at + 2);
                at += Math.max(2, file.u16(at));
            }
        }
    }

    private void segment(int marker, long start) throws IOException {
        scans += marker == SCAN ? 1 : 0;
        if (isFrame(marker)) {
            pixels = Math.max(pixels, (long) file.u16(start + 1) * file.u16(start + 3));
        }
        checkCounts(scans, ++segments);
        if (scans > USUAL_SCANS && scans * pixels > MAX_SCANNED_PIXELS) {
            throw UnusableImageException.tooComplex(
                    "The JPEG has more than " + USUAL_SCANS + " scans over " + pixels / 1_000_000 + " megapixels");
        }
    }

    static boolean isFrame(int marker) {
        return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }

    static void checkCounts(int scans, int segments) {
        if (scans > MAX_SCANS) {
            throw UnusableImageException.tooComplex("The JPEG has more than " + MAX_SCANS + " scans");
        }
        if (segments > MAX_SEGMENTS) {
            throw UnusableImageException.tooComplex("The JPEG has more than " + MAX_SEGMENTS + " segments");
        }
    }
}
