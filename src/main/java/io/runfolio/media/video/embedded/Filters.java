package io.runfolio.media.video.embedded;

import static io.runfolio.media.video.embedded.Native.check;
import static org.bytedeco.ffmpeg.global.avfilter.AV_BUFFERSRC_FLAG_KEEP_REF;
import static org.bytedeco.ffmpeg.global.avfilter.av_buffersink_get_ch_layout;
import static org.bytedeco.ffmpeg.global.avfilter.av_buffersink_get_format;
import static org.bytedeco.ffmpeg.global.avfilter.av_buffersink_get_frame;
import static org.bytedeco.ffmpeg.global.avfilter.av_buffersink_get_sample_rate;
import static org.bytedeco.ffmpeg.global.avfilter.av_buffersink_get_time_base;
import static org.bytedeco.ffmpeg.global.avfilter.av_buffersink_set_frame_size;
import static org.bytedeco.ffmpeg.global.avfilter.av_buffersrc_add_frame_flags;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_get_by_name;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_alloc;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_config;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_create_filter;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_free;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_parse2;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_inout_free;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_link;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;
import static org.bytedeco.ffmpeg.global.avutil.av_make_q;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avfilter.AVFilterContext;
import org.bytedeco.ffmpeg.avfilter.AVFilterGraph;
import org.bytedeco.ffmpeg.avfilter.AVFilterInOut;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;

/** A filter graph with one open input and labelled outputs. */
final class Filters implements AutoCloseable {
    private final AVFilterGraph graph = check(avfilter_graph_alloc(), "allocating a filter graph");
    private final AVFilterContext entry = new AVFilterContext(null);
    private final Map<String, AVFilterContext> exits = new LinkedHashMap<>();
    private final AVFrame frame = check(av_frame_alloc(), "allocating a frame");

    /**
     * @param kind empty for pictures, {@code a} for sound, as in the names of FFmpeg's buffer filters
     * @param format the input's format, as the buffer filter's arguments
     */
    Filters(String kind, String format, String description) {
        check(
                avfilter_graph_create_filter(
                        entry, avfilter_get_by_name(kind + "buffer"), "entry", format, null, graph),
                "setting up the filters' input");
        AVFilterInOut inputs = new AVFilterInOut(null);
        AVFilterInOut outputs = new AVFilterInOut(null);
        check(avfilter_graph_parse2(graph, description, inputs, outputs), "parsing the filters");
        check(avfilter_link(entry, 0, inputs.filter_ctx(), inputs.pad_idx()), "linking the filters");
        for (AVFilterInOut output = outputs; output != null && !output.isNull(); output = output.next()) {
            String label = output.name() == null ? "" : output.name().getString();
            AVFilterContext exit = new AVFilterContext(null);
            check(
                    avfilter_graph_create_filter(
                            exit,
                            avfilter_get_by_name(kind + "buffersink"),
                            "exit " + label,
                            (String) null,
                            null,
                            graph),
                    "setting up the filters' output");
            check(avfilter_link(output.filter_ctx(), output.pad_idx(), exit, 0), "linking the filters");
            exits.put(label, exit);
        }
        avfilter_inout_free(inputs);
        avfilter_inout_free(outputs);
        check(avfilter_graph_config(graph, null), "configuring the filters");
    }

    AVRational timeBase(String label) {
        return av_buffersink_get_time_base(exits.get(label));
    }

    /** Tells an encoder what sound comes out. */
    void describeSound(String label, AVCodecContext encoder) {
        AVFilterContext exit = exits.get(label);
        encoder.sample_rate(av_buffersink_get_sample_rate(exit));
        encoder.sample_fmt(av_buffersink_get_format(exit));
        encoder.time_base(av_make_q(1, encoder.sample_rate()));
        check(av_buffersink_get_ch_layout(exit, encoder.ch_layout()), "reading the sound's channels");
    }

    void samplesPerFrame(String label, int count) {
        av_buffersink_set_frame_size(exits.get(label), count);
    }

    /** Puts a frame in, or with none the end, and hands on what comes out: label and frame. */
    void filter(AVFrame input, BiConsumer<String, AVFrame> consumer) {
        check(av_buffersrc_add_frame_flags(entry, input, AV_BUFFERSRC_FLAG_KEEP_REF), "filtering");
        exits.forEach((label, exit) -> {
            while (true) {
                int got = av_buffersink_get_frame(exit, frame);
                if (Native.empty(got)) {
                    return;
                }
                check(got, "filtering");
                consumer.accept(label, frame);
                av_frame_unref(frame);
            }
        });
    }

    @Override
    public void close() {
        avfilter_graph_free(graph);
    }
}
