package io.runfolio.media.image.jpeg;

import java.util.List;

/**
 * Storage of a JPEG's samples.
 *
 * @param components 1 for gray, 3 for color, 4 for CMYK
 * @param adobeTransform transform of Adobe's segment: 0 none, 1 YCbCr, 2 YCCK; -1 without that segment
 * @param lacksYcbcrMark whether samples of three components are YCbCr and no segment says so
 * @param hidden offsets of the first letter of each segment that ImageIO's readers must not see: profiles, and Adobe's
 *     segment where it contradicts the frame
 */
record JpegSampleLayout(int components, int adobeTransform, boolean lacksYcbcrMark, List<Long> hidden) {
    private static final byte[] YCBCR_MARK = {
        (byte) 0xff, (byte) 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 1
    };

    boolean isCmyk() {
        return components == 4;
    }

    /**
     * Returns the segment to insert before the others; may be empty.
     *
     * <p>ImageIO takes YCbCr without a mark for RGB.
     */
    byte[] missingMark() {
        return lacksYcbcrMark ? YCBCR_MARK.clone() : new byte[0];
    }
}
