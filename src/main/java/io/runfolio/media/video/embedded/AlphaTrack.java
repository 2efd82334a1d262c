package io.runfolio.media.video.embedded;

import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;

/** Alpha channel of AVIF and HEIC, a separate picture: ISO/IEC 23000-22, section 7.3.5.2. */
final class AlphaTrack {
    private static final int HEAD_BYTES = 1 << 18;
    private static final String[] KINDS = {"cicp:systems:auxiliary:alpha", "hevc:2015:auxid:1"};

    private AlphaTrack() {}

    /** Returns the track of the alpha channel; empty if the file declares none. */
    static Optional<AVStream> of(Source source, AVStream colours, String file) {
        if (!isNamed(file)) {
            return Optional.empty();
        }
        for (int index = 0; index < source.tracks(); index++) {
            AVStream track = source.track(index);
            if (index != colours.index()
                    && track.codecpar().codec_type() == AVMEDIA_TYPE_VIDEO
                    && track.codecpar().width() == colours.codecpar().width()
                    && track.codecpar().height() == colours.codecpar().height()) {
                return Optional.of(track);
            }
        }
        return Optional.empty();
    }

    private static boolean isNamed(String file) {
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            String head = new String(in.readNBytes(HEAD_BYTES), StandardCharsets.ISO_8859_1);
            return head.contains(KINDS[0]) || head.contains(KINDS[1]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Copies an alpha channel into a picture of the same size.
     *
     * @param colours picture with four bytes per pixel
     * @param values alpha with one byte per pixel
     */
    static void merge(AVFrame colours, AVFrame values) {
        byte[] row = new byte[4 * colours.width()];
        byte[] alpha = new byte[values.width()];
        for (int y = 0; y < Math.min(colours.height(), values.height()); y++) {
            BytePointer place = colours.data(0).getPointer((long) y * colours.linesize(0));
            place.get(row);
            values.data(0).getPointer((long) y * values.linesize(0)).get(alpha);
            for (int x = 0; x < Math.min(alpha.length, colours.width()); x++) {
                row[4 * x + 3] = alpha[x];
            }
            place.put(row);
        }
    }
}
