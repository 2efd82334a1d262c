package io.runfolio.media.video.embedded;

import static org.bytedeco.ffmpeg.global.avcodec.AV_FIELD_BB;
import static org.bytedeco.ffmpeg.global.avcodec.AV_FIELD_BT;
import static org.bytedeco.ffmpeg.global.avcodec.AV_FIELD_PROGRESSIVE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_FIELD_TB;
import static org.bytedeco.ffmpeg.global.avcodec.AV_FIELD_TT;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_DOVI_CONF;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_side_data_get;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_profile_name;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_ATTACHED_PIC;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_DEFAULT;
import static org.bytedeco.ffmpeg.global.avformat.av_guess_sample_aspect_ratio;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_DICT_IGNORE_SUFFIX;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.AV_TIME_BASE;
import static org.bytedeco.ffmpeg.global.avutil.av_color_primaries_name;
import static org.bytedeco.ffmpeg.global.avutil.av_color_range_name;
import static org.bytedeco.ffmpeg.global.avutil.av_color_space_name;
import static org.bytedeco.ffmpeg.global.avutil.av_color_transfer_name;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_get;
import static org.bytedeco.ffmpeg.global.avutil.av_get_pix_fmt_name;
import static org.bytedeco.ffmpeg.global.avutil.av_q2d;

import java.nio.charset.StandardCharsets;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVDictionaryEntry;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.BytePointer;

/**
 * Describes a file like ffprobe, in the same JSON, with the fields that the worker reads.
 *
 * <p>Needs FFmpeg's own interface: javacv opens files without a limit on pixels and fails if a track has no decoder.
 */
final class ProbeTask {
    private static final int MAX_TAG_BYTES = 1 << 20;

    private final Source source;
    private final JsonWriter json = new JsonWriter();
    private long tagBytes;

    ProbeTask(Source source) {
        this.source = source;
    }

    String report() {
        json.open().name("streams").openList();
        for (int index = 0; index < source.tracks(); index++) {
            stream(source.track(index));
        }
        json.closeList();
        json.name("format").open();
        long duration = source.context().duration();
        if (duration != AV_NOPTS_VALUE()) {
            json.put("duration", (double) duration / AV_TIME_BASE);
        }
        json.put("bit_rate", source.context().bit_rate());
        tags(source.context().metadata());
        return json.close().close().toString();
    }

    private void stream(AVStream stream) {
        AVCodecParameters parameters = stream.codecpar();
        json.open().put("index", stream.index());
        json.put("codec_name", text(avcodec_get_name(parameters.codec_id())));
        if (parameters.codec_type() == AVMEDIA_TYPE_VIDEO) {
            json.put("codec_type", "video");
            picture(stream, parameters);
        } else if (parameters.codec_type() == AVMEDIA_TYPE_AUDIO) {
            json.put("codec_type", "audio");
            json.put("channels", parameters.ch_layout().nb_channels());
            json.put("sample_rate", parameters.sample_rate());
        }
        if (stream.duration() != AV_NOPTS_VALUE()) {
            json.put("duration", stream.duration() * av_q2d(stream.time_base()));
        }
        tags(stream.metadata());
        json.name("disposition").open();
        json.put("default", (stream.disposition() & AV_DISPOSITION_DEFAULT) != 0 ? 1 : 0);
        json.put("attached_pic", (stream.disposition() & AV_DISPOSITION_ATTACHED_PIC) != 0 ? 1 : 0);
        json.close().close();
    }

    private void picture(AVStream stream, AVCodecParameters parameters) {
        json.put("profile", text(avcodec_profile_name(parameters.codec_id(), parameters.profile())));
        json.put("width", parameters.width());
        json.put("height", parameters.height());
        json.put("sample_aspect_ratio", ratio(av_guess_sample_aspect_ratio(source.context(), stream, null), ":"));
        json.put("pix_fmt", text(av_get_pix_fmt_name(parameters.format())));
        json.put("field_order", fieldOrder(parameters.field_order()));
        json.put("color_range", text(av_color_range_name(parameters.color_range())));
        json.put("color_space", text(av_color_space_name(parameters.color_space())));
        json.put("color_transfer", text(av_color_transfer_name(parameters.color_trc())));
        json.put("color_primaries", text(av_color_primaries_name(parameters.color_primaries())));
        json.put("avg_frame_rate", ratio(stream.avg_frame_rate(), "/"));
        json.put("r_frame_rate", ratio(stream.r_frame_rate(), "/"));
        json.name("side_data_list").openList();
        DisplayMatrix.of(parameters)
                .ifPresent(
                        matrix -> json.open().put("rotation", matrix.rotation()).close());
        dolbyVision(parameters);
        json.closeList();
    }

    /** Writes tags up to a total size, as their texts are untrusted. */
    private void tags(AVDictionary tags) {
        json.name("tags").open();
        AVDictionaryEntry tag = av_dict_get(tags, "", null, AV_DICT_IGNORE_SUFFIX);
        while (tag != null) {
            byte[] value = tag.value().getStringBytes();
            tagBytes += value.length;
            if (tagBytes <= MAX_TAG_BYTES) {
                json.put(tag.key().getString(), new String(value, StandardCharsets.UTF_8));
            }
            tag = av_dict_get(tags, "", tag, AV_DICT_IGNORE_SUFFIX);
        }
        json.close();
    }

    /**
     * Writes fields 3 and 8 of the Dolby Vision configuration record.
     *
     * <p>Source: "Dolby Vision Streams Within the ISO Base Media File Format", section 3.2.
     */
    private void dolbyVision(AVCodecParameters parameters) {
        AVPacketSideData data = parameters.nb_coded_side_data() == 0
                ? null
                : av_packet_side_data_get(
                        parameters.coded_side_data(), parameters.nb_coded_side_data(), AV_PKT_DATA_DOVI_CONF);
        if (data != null && !data.isNull() && data.size() >= 8) {
            json.open().put("dv_profile", data.data().get(2) & 0xff);
            json.put("dv_bl_signal_compatibility_id", data.data().get(7) & 0xff).close();
        }
    }

    private static String fieldOrder(int task) {
        return task == AV_FIELD_PROGRESSIVE
                ? "progressive"
                : task == AV_FIELD_TT
                        ? "tt"
                        : task == AV_FIELD_BB
                                ? "bb"
                                : task == AV_FIELD_TB ? "tb" : task == AV_FIELD_BT ? "bt" : "unknown";
    }

    private static String ratio(AVRational value, String divider) {
        return value.num() + divider + value.den();
    }

    private static String text(BytePointer text) {
        return text == null || text.isNull() ? "unknown" : text.getString();
    }
}
