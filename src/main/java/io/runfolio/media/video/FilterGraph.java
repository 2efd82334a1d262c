package io.runfolio.media.video;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Builds the filter graphs, in FFmpeg's language. Turning upright is not in them: both engines do it before. */
final class FilterGraph {
    /** Frames looked at for the poster, at even distances over the clip. */
    static final int POSTER_CANDIDATES = 9;

    private static final double LEAST_STEP_SECONDS = 0.04;
    private static final double STEP_SECONDS_OF_UNKNOWN_LENGTH = 0.5;
    /** From this height on, players take untagged colours for BT.709. */
    private static final int HIGH_DEFINITION = 720;

    private final VideoTrack track;
    private final int background;
    private final boolean toneMapper;

    /**
     * @param background colour under transparency, as 0xRRGGBB
     * @param toneMapper whether the filter zscale is there
     */
    FilterGraph(VideoTrack track, int background, boolean toneMapper) {
        this.track = track;
        this.background = background;
        this.toneMapper = toneMapper;
    }

    /** Returns the graph for web file and poster: one decode, split. */
    String webAndPoster(FrameSize web, FrameSize poster) {
        FrameSize larger = web.width() >= poster.width() ? web : poster;
        return start(prepared(larger)) + ",split[forweb][forposter];[forweb]" + web(web) + "[web];[forposter]"
                + poster(poster) + "[poster]";
    }

    /** Returns the graph for the poster alone. */
    String posterOnly(FrameSize poster) {
        return start(prepared(poster)) + "," + poster(poster) + "[poster]";
    }

    private String start(List<String> steps) {
        return "[0:" + track.index() + "]" + (steps.isEmpty() ? "null" : String.join(",", steps));
    }

    private List<String> prepared(FrameSize size) {
        List<String> steps = new ArrayList<>();
        if (track.interlaced()) {
            steps.add("bwdif=mode=send_frame:deint=interlaced");
        }
        if (track.rgb() || track.alpha()) {
            steps.add(toBt709(track.alpha() ? "yuva444p" : "yuv444p"));
        }
        if (track.alpha()) {
            steps.add(composite());
        }
        if (track.colour().highDynamicRange() && toneMapper) {
            steps.add(toneMapped(size));
        }
        return steps;
    }

    private static String toBt709(String pixelFormat) {
        return "scale=flags=bicubic:out_color_matrix=bt709:out_range=tv,format=" + pixelFormat
                + ",setparams=range=tv:colorspace=bt709:color_primaries=bt709:color_trc=bt709";
    }

    /** A copy of the frame, painted over with the background, takes the place of a colour source: so its times are the clip's own. */
    private String composite() {
        return "split[under][over];[under]" + paint() + "[ground];[ground][over]overlay=format=yuv444,format=yuv444p";
    }

    /** The background in Y'CbCr of BT.709, limited range. FFmpeg's own filters take BT.601 for named colours. */
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

    /** To linear light, primaries of BT.709, Hable's curve, and back to BT.709; reduced on the way in, as floats are dear. */
    private static String toneMapped(FrameSize size) {
        return "zscale=w=" + size.width() + ":h=" + size.height() + ":t=linear:npl=100,format=gbrpf32le,"
                + "zscale=p=bt709,tonemap=hable:desat=0,zscale=t=bt709:m=bt709:p=bt709:r=tv,format=yuv420p";
    }

    private String web(FrameSize size) {
        return scale(size) + ":out_range=tv,setsar=1,format=yuv420p" + guessedTags();
    }

    /**
     * Returns the filter that writes down what a source without tags is taken for, as its derivative may be of another size, from which players would guess otherwise. The poster is made
     * by the same guess, without a change of primaries.
     */
    private String guessedTags() {
        if (!isGuessed()) {
            return "";
        }
        VideoTrack.Colour colour = track.colour();
        return ",setparams=colorspace=" + (isHighDefinition() ? "bt709" : "smpte170m")
                + (colour.primaries().isEmpty() ? ":color_primaries=bt709" : "")
                + (colour.transfer().isEmpty() ? ":color_trc=bt709" : "");
    }

    private boolean isGuessed() {
        return track.colour().matrix().isEmpty()
                && !track.rgb()
                && !track.alpha()
                && !track.colour().highDynamicRange();
    }

    private boolean isHighDefinition() {
        return track.height() >= HIGH_DEFINITION;
    }

    private String poster(FrameSize size) {
        double step = track.durationSeconds().isPresent()
                ? Math.max(LEAST_STEP_SECONDS, track.durationSeconds().getAsDouble() / (POSTER_CANDIDATES - 1))
                : STEP_SECONDS_OF_UNKNOWN_LENGTH;
        return String.format(
                Locale.ROOT,
                "select='isnan(prev_selected_t)+gte(t-prev_selected_t,%.4f)',%s%s,setsar=1,format=rgb24",
                step,
                scale(size),
                isGuessed() && isHighDefinition() ? ":in_color_matrix=bt709" : "");
    }

    private static String scale(FrameSize size) {
        return "scale=w=" + size.width() + ":h=" + size.height() + ":flags=bicubic";
    }
}
