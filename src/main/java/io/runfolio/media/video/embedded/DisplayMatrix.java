package io.runfolio.media.video.embedded;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_DISPLAYMATRIX;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_side_data_get;
import static org.bytedeco.ffmpeg.global.avutil.av_display_rotation_get;

import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.javacpp.IntPointer;

/**
 * Rotation and mirroring that a container declares.
 *
 * @param rotation degrees counter-clockwise, as in probe reports
 * @param values 3 x 3 matrix, row by row
 */
record DisplayMatrix(double rotation, int[] values) {

    static Optional<DisplayMatrix> of(AVCodecParameters parameters) {
        return of(parameters.coded_side_data(), parameters.nb_coded_side_data());
    }

    static Optional<DisplayMatrix> of(AVPacketSideData all, int count) {
        AVPacketSideData data = count == 0 ? null : av_packet_side_data_get(all, count, AV_PKT_DATA_DISPLAYMATRIX);
        if (data == null || data.isNull() || data.size() < 9 * Integer.BYTES) {
            return Optional.empty();
        }
        int[] values = new int[9];
        new IntPointer(data.data()).get(values);
        double rotation = av_display_rotation_get(values);
        return Double.isNaN(rotation) ? Optional.empty() : Optional.of(new DisplayMatrix(rotation, values));
    }

    /**
     * Returns the filters that rotate the picture upright, each followed by a comma.
     *
     * <p>They are chosen as in the ffmpeg program: the signs of the matrix identify mirrored pictures.
     */
    String filters() {
        int clockwise = Math.floorMod(-(int) Math.round(rotation / 90) * 90, 360);
        return switch (clockwise) {
            case 90 -> values[3] > 0 ? "transpose=cclock_flip," : "transpose=clock,";
            case 180 -> (values[0] < 0 ? "hflip," : "") + (values[4] < 0 ? "vflip," : "");
            case 270 -> values[3] < 0 ? "transpose=clock_flip," : "transpose=cclock,";
            default -> values[4] < 0 ? "vflip," : "";
        };
    }
}
