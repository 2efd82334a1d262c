package io.runfolio.media.video;

import io.runfolio.media.video.chunk.ChunkGraphs;
import io.runfolio.media.video.probe.VideoTrack;
import io.runfolio.media.video.storyboard.StoryboardPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Builds filter graphs in FFmpeg's language. Both engines rotate frames before the graph. */
final class FilterGraphBuilder {
    /** Number of candidate frames for the poster, at even distances over the clip. */
    static final int POSTER_CANDIDATES = 9;

    private static final double MIN_STEP_SECONDS = 0.04;
    private static final double STEP_SECONDS_OF_UNKNOWN_LENGTH = 0.5;
    /** Height from which players assume BT.709 for untagged clips. */
    private static final int HIGH_DEFINITION = 720;

    /** Values of the curve for stills, {@code HighlightCurve}. */
    private static final int REFERENCE_WHITE_NITS = 203;

    private static final int PEAK_NITS = 1_000;
    private static final double TONE_CURVE_KNEE = 0.8;

    private final VideoTrack track;
    private final int background;
    private final boolean toneMapper;

    /**
     * @param background color behind transparency, as 0xRRGGBB
     * @param toneMapper whether the filter zscale is available
     */
    FilterGraphBuilder(VideoTrack track, int background, boolean toneMapper) {
        this.track = track;
        this.background = background;
        this.toneMapper = toneMapper;
    }

    /** Returns the graph for web file, poster and storyboard if wanted: a single decode, split. */
    String webAndStills(FrameSize web, FrameSize poster, Optional<StoryboardPlan> storyboard) {
        FrameSize larger = web.width() >= poster.width() ? web : poster;
        String all = start(prepared(larger)) + ",split=" + (storyboard.isPresent() ? 3 : 2) + "[forweb][forposter]";
        return all + storyboard.map(board -> "[forboard]").orElse("") + ";[forweb]" + web(web) + "[web];[forposter]"
                + poster(poster) + "[poster]"
                + storyboard
                        .map(board -> ";[forboard]" + tiles(board) + "[storyboard]")
                        .orElse("");
    }

    /** Returns the graphs for parts of the clip, whose frames are the same as in {@link #webAndStills}. */
    ChunkGraphs chunks(FrameSize web, FrameSize poster, Optional<StoryboardPlan> storyboard) {
        FrameSize larger = web.width() >= poster.width() ? web : poster;
        return new ChunkGraphs() {
            @Override
            public String chunk(String cut, List<Integer> candidates, List<Integer> tiles) {
                List<String> outputs = new ArrayList<>(List.of(web(web) + "[web]"));
                if (!candidates.isEmpty()) {
                    outputs.add(selected(candidates) + "," + picture(poster) + "[poster]");
                }
                if (!tiles.isEmpty()) {
                    outputs.add(selected(tiles) + "," + storyboard.orElseThrow().tileFilters(assumedMatrix())
                            + "[storyboard]");
                }
                return split(cut, outputs);
            }

            @Override
            public String window(String cut) {
                return start(cut(cut)) + "," + web(web) + ",split=2[web][frames]";
            }

            private String split(String cut, List<String> outputs) {
                StringBuilder graph = new StringBuilder(start(cut(cut)) + ",split=" + outputs.size());
                for (int output = 0; output < outputs.size(); output++) {
                    graph.append("[o").append(output).append(']');
                }
                for (int output = 0; output < outputs.size(); output++) {
                    graph.append(";[o").append(output).append(']').append(outputs.get(output));
                }
                return graph.toString();
            }

            private List<String> cut(String filters) {
                List<String> steps = new ArrayList<>(List.of(filters));
                steps.addAll(prepared(larger));
                return steps;
            }
        };
    }

    /** Returns the filter that selects frames by their numbers. */
    private static String selected(List<Integer> frames) {
        return frames.stream().map(frame -> "eq(n," + frame + ")").collect(Collectors.joining("+", "select='", "'"));
    }

    /** Returns the graph for the poster, and the storyboard if wanted. */
    String stills(FrameSize poster, Optional<StoryboardPlan> storyboard) {
        String start = start(prepared(poster));
        return storyboard
                .map(board -> start + ",split[forposter][forboard];[forposter]" + poster(poster) + "[poster];[forboard]"
                        + tiles(board) + "[storyboard]")
                .orElseGet(() -> start + "," + poster(poster) + "[poster]");
    }

    /** Returns the graph for the storyboard alone. */
    String storyboard(StoryboardPlan board) {
        return start(List.of()) + "," + tiles(board) + "[storyboard]";
    }

    private String tiles(StoryboardPlan board) {
        return board.filters(assumedMatrix());
    }

    private String start(List<String> steps) {
        return "[0:" + track.index() + "]" + (steps.isEmpty() ? "null" : String.join(",", steps));
    }

    private List<String> prepared(FrameSize size) {
        List<String> steps = new ArrayList<>();
        if (track.isInterlaced()) {
            steps.add("bwdif=mode=send_frame:deint=interlaced");
        }
        if (track.isRgb() || track.hasAlpha()) {
            steps.add(toBt709(track.hasAlpha() ? "yuva444p" : "yuv444p"));
        }
        if (track.hasAlpha()) {
            steps.add(composite());
        }
        if (track.colour().isHdr() && toneMapper) {
            steps.add(toneMap(size));
        }
        return steps;
    }

    private static String toBt709(String pixelFormat) {
        return "scale=flags=bicubic:out_color_matrix=bt709:out_range=tv,format=" + pixelFormat
                + ",setparams=range=tv:colorspace=bt709:color_primaries=bt709:color_trc=bt709";
    }

    /**
     * Composites transparency over the background.
     *
     * <p>The background is a painted copy of the frame, not a color source, so that the timestamps are the clip's own.
     */
    private String composite() {
        return "split[under][over];[under]" + paint() + "[ground];[ground][over]overlay=format=yuv444,format=yuv444p";
    }

    /** Paints the background in BT.709, limited range; FFmpeg's color names would give BT.601. */
    private String paint() {
        double red = (background >> 16 & 255) / 255.0;
        double green = (background >> 8 & 255) / 255.0;
        double blue = (background & 255) / 255.0;
        double luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
        return "lutyuv=y=" + Math.round(16 + 219 * luma)
                + ":u=" + Math.round(128 + 224 * (blue - luma) / 1.8556)
                + ":v=" + Math.round(128 + 224 * (red - luma) / 1.5748)
                + ":a=255";
    }

    /**
     * Maps HDR as stills do. White is at 203 nits (ITU-R BT.2408), then follow Moebius' curve up to 1,000 nits and the
     * curve of sRGB.
     *
     * <p>The result is tagged BT.709, as are all SDR clips for sRGB screens. Frames are resized first, because samples
     * are floating-point numbers until the end.
     */
    private static String toneMap(FrameSize size) {
        return String.format(
                Locale.ROOT,
                "zscale=w=%d:h=%d:t=linear:npl=%d,format=gbrpf32le,zscale=p=bt709,"
                        + "tonemap=mobius:param=%s:peak=%.4f:desat=0,"
                        + "zscale=t=iec61966-2-1:m=bt709:p=bt709:r=tv,format=yuv420p,setparams=color_trc=bt709",
                size.width(),
                size.height(),
                REFERENCE_WHITE_NITS,
                TONE_CURVE_KNEE,
                (double) PEAK_NITS / REFERENCE_WHITE_NITS);
    }

    private String web(FrameSize size) {
        return scale(size) + ":out_range=tv,setsar=1,format=yuv420p" + guessedTags();
    }

    /**
     * Returns the filter that tags an untagged source with the color space that players assume for it.
     *
     * <p>The derivative may have another size, for which players would assume another one. The poster is made by the
     * same assumption, without converting primaries.
     */
    private String guessedTags() {
        if (!isGuessed()) {
            return "";
        }
        VideoTrack.ColorTags colorTags = track.colour();
        return ",setparams=colorspace=" + (isHighDefinition() ? "bt709" : "smpte170m")
                + (colorTags.primaries().isEmpty() ? ":color_primaries=bt709" : "")
                + (colorTags.transfer().isEmpty() ? ":color_trc=bt709" : "");
    }

    private boolean isGuessed() {
        return track.colour().matrix().isEmpty()
                && !track.isRgb()
                && !track.hasAlpha()
                && !track.colour().isHdr();
    }

    private boolean isHighDefinition() {
        return track.height() >= HIGH_DEFINITION;
    }

    private String poster(FrameSize size) {
        return String.format(
                Locale.ROOT,
                "select='isnan(prev_selected_t)+gte(t-prev_selected_t,%.4f)',%s",
                posterStep(),
                picture(size));
    }

    private String picture(FrameSize size) {
        return scale(size) + assumedMatrix() + ",setsar=1,format=rgb24";
    }

    /** Returns the minimum distance of two candidates for the poster, in seconds. */
    double posterStep() {
        return track.durationSeconds().isPresent()
                ? Math.max(MIN_STEP_SECONDS, track.durationSeconds().getAsDouble() / (POSTER_CANDIDATES - 1))
                : STEP_SECONDS_OF_UNKNOWN_LENGTH;
    }

    /** Returns the option for the matrix that players assume; empty text for the default. */
    private String assumedMatrix() {
        return isGuessed() && isHighDefinition() ? ":in_color_matrix=bt709" : "";
    }

    private static String scale(FrameSize size) {
        return "scale=w=" + size.width() + ":h=" + size.height() + ":flags=bicubic";
    }
}
