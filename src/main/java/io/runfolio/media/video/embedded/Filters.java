package io.runfolio.media.video.embedded;

import static io.runfolio.media.video.embedded.Native.check;
import static org.bytedeco.ffmpeg.global.avfilter.AV_BUFFERSRC_FLAG_KEEP_REF;
import static org.bytedeco.ffmpeg.global.avfilter.av_buffersink_get_frame;
import static org.bytedeco.ffmpeg.global.avfilter.av_buffersink_get_time_base;
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

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.ffmpeg.avfilter.AVFilterContext;
import org.bytedeco.ffmpeg.avfilter.AVFilterGraph;
import org.bytedeco.ffmpeg.avfilter.AVFilterInOut;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;

/**
 * Filter graph for pictures with one open input and labelled outputs.
 *
 * <p>javacv's filter cannot replace it: it has a single output, renumbers frames at a constant rate and drops color
 * tags and field flags.
 */
final class Filters implements AutoCloseable {
    private final AVFilterGraph graph = check(avfilter_graph_alloc(), "allocating a filter graph");
    private final AVFilterContext entry = new AVFilterContext(null);
    private final Map<String, AVFilterContext> exits = new LinkedHashMap<>();
    private final AVFrame frame = check(av_frame_alloc(), "allocating a frame");

    /** Receives frames from the outputs. */
    interface Output {
        /** Takes a frame, which is valid until the call returns. */
        void accept(String label, AVFrame frame) throws IOException;
    }

    /**
     * @param format the input's format, as the arguments of FFmpeg's filter {@code buffer}
     * @param description the graph in FFmpeg's language
     */
    Filters(String format, String description) {
        check(
                avfilter_graph_create_filter(entry, avfilter_get_by_name("buffer"), "entry", format, null, graph),
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
                            exit, avfilter_get_by_name("buffersink"), "exit " + label, (String) null, null, graph),
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

    /**
     * Filters a frame and passes on all frames that are ready.
     *
     * @param input the frame; null at the end
     */
    void filter(AVFrame input, Output output) throws IOException {
        check(av_buffersrc_add_frame_flags(entry, input, AV_BUFFERSRC_FLAG_KEEP_REF), "filtering");
        for (Map.Entry<String, AVFilterContext> exit : exits.entrySet()) {
            while (pull(exit.getValue())) {
                output.accept(exit.getKey(), frame);
                av_frame_unref(frame);
            }
        }
    }

    private boolean pull(AVFilterContext exit) {
        int got = av_buffersink_get_frame(exit, frame);
        return !Native.empty(got) && check(got, "filtering") >= 0;
    }

    @Override
    public void close() {
        avfilter_graph_free(graph);
    }
}
