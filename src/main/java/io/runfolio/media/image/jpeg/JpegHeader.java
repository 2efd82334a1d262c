package io.runfolio.media.image.jpeg;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.runfolio.media.ByteSource;
import io.runfolio.media.image.format.ImageHeader;
import io.runfolio.media.image.format.UnusableImageException;
import io.runfolio.media.image.metadata.EmbeddedMetadata;
import io.runfolio.media.image.pixel.Size;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Reads a JPEG's segments up to its first scan, and finds the end marker: ITU-T T.81, annex B. */
final class JpegHeader {
    private static final int TAIL_BYTES = 1 << 16;
    private static final int SCAN = 0xda;
    private static final int END = 0xd9;
    private static final int PROGRESSIVE = 0xc2;

    private final ByteSource file;
    private final EmbeddedMetadata.Builder embedded = new EmbeddedMetadata.Builder();
    private final TreeMap<Integer, byte[]> profileParts = new TreeMap<>();
    private Size size;
    private int bitDepth;
    private int components;
    private boolean rgbIds;
    private boolean jfif;
    private int adobeTransform = -1;
    private long adobe;
    private final List<Long> profiles = new ArrayList<>();
    private boolean severalScans;
    private ImageHeader header;

    private JpegHeader(ByteSource file) {
        this.file = file;
    }

    /** Reads the header of a file. */
    static JpegHeader read(ByteSource file) throws IOException {
        JpegHeader header = new JpegHeader(file);
        header.header = header.walk();
        return header;
    }

    /** Returns the header in the terms of every format. */
    ImageHeader imageHeader() {
        return header;
    }

    /** Returns how the samples are stored. */
    JpegSampleLayout sampleLayout() {
        List<Long> hidden = new ArrayList<>(profiles);
        boolean ycbcr = components == 3 && isYcbcr();
        if (ycbcr && adobeTransform >= 0 && adobeTransform != 1) {
            hidden.add(adobe);
        }
        boolean unmarked = ycbcr && !jfif && adobeTransform != 1;
        return new JpegSampleLayout(components, adobeTransform, unmarked, List.copyOf(hidden));
    }

    /** Returns whether samples are YCbCr: by JFIF, Adobe's segment, or names. libjpeg and browsers decide likewise. */
    private boolean isYcbcr() {
        return jfif || (adobeTransform >= 0 ? adobeTransform != 0 : !rgbIds);
    }

    private ImageHeader walk() throws IOException {
        long at = 2;
        int marker = 0;
        int segments = 0;
        while (marker != SCAN && marker != END) {
            at = nextMarker(at);
            marker = file.u8(at - 1);
            if (marker == 0x01 || marker >= 0xd0 && marker <= 0xd8) {
                continue;
            }
            int length = file.u16(at);
            JpegScanLimits.checkCounts(0, ++segments);
            segment(marker, at + 2, length - 2);
            at += Math.max(2, length);
        }
        if (severalScans) {
            JpegScanLimits.check(file, at, file.size(), size == null ? 0 : size.pixels());
        }
        if (size == null || size.width() < 1 || size.height() < 1) {
            throw UnusableImageException.corrupt("The JPEG has no frame header before its pixels", null);
        }
        if (!profileParts.isEmpty()) {
            ByteArrayOutputStream profile = new ByteArrayOutputStream();
            profileParts.values().forEach(profile::writeBytes);
            embedded.icc(profile.toByteArray());
        }
        return new ImageHeader(size, 1, bitDepth, false, !ends(at), embedded.build());
    }

    /** Returns the offset behind the next marker. */
    private long nextMarker(long from) throws IOException {
        long at = from;
        while (file.u8(at) != 0xff || file.u8(at + 1) == 0xff || file.u8(at + 1) == 0) {
            at++;
        }
        return at + 2;
    }

    private void segment(int marker, long start, int length) throws IOException {
        if (JpegScanLimits.isFrame(marker) && size == null) {
            severalScans = marker == PROGRESSIVE;
            bitDepth = file.u8(start);
            size = new Size(file.u16(start + 3), file.u16(start + 1));
            components = file.u8(start + 5);
            rgbIds = components == 3
                    && file.u8(start + 6) == 'R'
                    && file.u8(start + 9) == 'G'
                    && file.u8(start + 12) == 'B';
        } else if (marker == 0xe0 && file.has(start, "JFIF\0")) {
            jfif = true;
        } else if (marker == SCAN) {
            severalScans |= length > 0 && file.u8(start) < components;
        } else if (marker == 0xe1 && file.has(start, "Exif\0")) {
            embedded.exif(file.bytes(start + 6, Math.max(0, length - 6)));
        } else if (marker == 0xe1 && file.has(start, "http://ns.adobe.com/xap/1.0/\0")) {
            embedded.xmp(file.bytes(start + 29, Math.max(0, length - 29)));
        } else if (marker == 0xe2 && file.has(start, "ICC_PROFILE\0") && length >= 12) {
            profiles.add(start);
            profilePart(start, length);
        } else if (marker == 0xeb
                && new String(file.bytes(start, Math.min(length, 256)), ISO_8859_1).contains("c2pa")) {
            embedded.c2pa();
        } else if (marker == 0xed && file.has(start, "Photoshop 3.0\0")) {
            embedded.iptc(file.bytes(start + 14, Math.max(0, length - 14)));
        } else if (marker == 0xee && file.has(start, "Adobe") && length >= 12) {
            adobeTransform = file.u8(start + 11);
            adobe = start;
        } else if (marker == 0xfe && length > 0) {
            embedded.text("Comment", comment(file.bytes(start, length)));
        }
    }

    private void profilePart(long start, int length) throws IOException {
        if (length > 14) {
            profileParts.putIfAbsent(file.u8(start + 12), file.bytes(start + 14, length - 14));
        }
    }

    private static String comment(byte[] bytes) {
        String utf8 = new String(bytes, UTF_8);
        return utf8.indexOf('\ufffd') < 0 ? utf8 : new String(bytes, ISO_8859_1);
    }

    /**
     * Returns whether the end marker is present.
     *
     * <p>Entropy-coded data never holds FF D9, so one in the tail settles it; with other data behind the picture the
     * whole file is searched.
     */
    private boolean ends(long scan) throws IOException {
        long tail = Math.max(scan, file.size() - TAIL_BYTES);
        return holdsEnd(tail, file.size()) || holdsEnd(scan, tail + 1);
    }

    private boolean holdsEnd(long from, long to) throws IOException {
        int before = 0;
        for (long start = from; start < to; start += TAIL_BYTES) {
            for (byte one : file.bytes(start, (int) Math.min(TAIL_BYTES, to - start))) {
                if (before == 0xff && (one & 0xff) == END) {
                    return true;
                }
                before = one & 0xff;
            }
        }
        return false;
    }
}
