package io.runfolio.gallery;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Sounds as WAV files of one channel and 16 bits. */
final class PlainSounds {
    private static final int HEADER_BYTES = 44;
    private static final int PERIOD = 20;

    private PlainSounds() {}

    /** Returns a sound whose first third is silent, the second loud, and the third half as loud. */
    static byte[] steps(int rate, int seconds) {
        int samples = rate * seconds;
        ByteBuffer wav = ByteBuffer.allocate(HEADER_BYTES + 2 * samples).order(ByteOrder.LITTLE_ENDIAN);
        wav.put(ascii("RIFF")).putInt(HEADER_BYTES - 8 + 2 * samples);
        wav.put(ascii("WAVEfmt ")).putInt(16);
        wav.putShort((short) 1).putShort((short) 1).putInt(rate).putInt(2 * rate);
        wav.putShort((short) 2).putShort((short) 16);
        wav.put(ascii("data")).putInt(2 * samples);
        int[] loudness = {0, 32_000, 16_000};
        for (int sample = 0; sample < samples; sample++) {
            int level = loudness[3 * sample / samples];
            wav.putShort((short) (sample / PERIOD % 2 == 0 ? level : -level));
        }
        return wav.array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
