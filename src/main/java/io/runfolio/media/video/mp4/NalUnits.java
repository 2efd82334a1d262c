package io.runfolio.media.video.mp4;

import static io.runfolio.media.video.mp4.Mp4Boxes.require;

import java.util.Arrays;

/** NAL units of an H.264 stream: ISO/IEC 14496-10, 7.3.1. */
final class NalUnits {
    static final int KEY_PICTURE = 5;
    static final int REMARKS = 6;
    static final int SEQUENCE_SET = 0x67;
    static final int PICTURE_SET = 0x68;
    static final int DELIMITER = 9;

    /** Types of SEI messages (Annex D) without effect: text of the encoder, recovery points. */
    private static final int TEXT = 5;

    private static final int RECOVERY_POINT = 6;

    private NalUnits() {}

    /** Returns a unit's payload without header and emulation prevention bytes. */
    static byte[] payload(byte[] unit, int head) {
        require((unit[0] | 0x60) == (head | 0x60));
        byte[] payload = new byte[unit.length];
        int length = 0;
        int zeros = 0;
        for (int at = 1; at < unit.length; at++) {
            boolean apart = zeros >= 2 && unit[at] == 3;
            if (!apart) {
                payload[length++] = unit[at];
            }
            zeros = unit[at] == 0 ? zeros + 1 : 0;
        }
        return Arrays.copyOf(payload, length);
    }

    /** Returns whether an SEI unit contains only messages without effect. */
    static boolean harmless(byte[] unit) {
        byte[] payload = payload(unit, REMARKS);
        int at = 0;
        while (payload.length - at > 1) {
            int kind = payload[at++] & 255;
            int bytes = 0;
            int step;
            do {
                step = payload[at++] & 255;
                bytes += step;
            } while (step == 255);
            if (kind != TEXT && kind != RECOVERY_POINT) {
                return false;
            }
            at += bytes;
        }
        return at == payload.length - 1 && payload[at] == (byte) 0x80;
    }
}
