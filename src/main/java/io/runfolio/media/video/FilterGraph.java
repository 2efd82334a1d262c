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
        if (track.alpha()) {
            steps.add(composite());
        }
        if (track.colour().highDynamicRange() && toneMapper) {
            steps.add(toneMapped(size));
        }
        return steps;
    }

    /** A copy of the frame, painted over with the background, takes the place of a colour source: so its times are the clip's own. */
    private String composite() {
        String colour = String.format(Locale.ROOT, "0x%06x", background);
        return "format=gbrap,split[under][over];[under]drawbox=c=" + colour
                + "@1:replace=1:t=fill[ground];[ground][over]overlay=format=gbrp,format=gbrp";
    }

    /** To linear light, primaries of BT.709, Hable's curve, and back to BT.709; reduced on the way in, as floats are dear. */
    private static String toneMapped(FrameSize size) {
        return "zscale=w=" + size.width() + ":h=" + size.height() + ":t=linear:npl=100,format=gbrpf32le,"
                + "zscale=p=bt709,tonemap=hable:desat=0,zscale=t=bt709:m=bt709:p=bt709:r=tv,format=yuv420p";
    }

    private String web(FrameSize size) {
        String step = scale(size) + ":out_range=tv";
        if (track.rgb() || track.alpha()) {
            return step + ":out_color_matrix=bt709,setsar=1,format=yuv420p,"
                    + "setparams=range=tv:colorspace=bt709:color_primaries=bt709:color_trc=bt709";
        }
        return step + ",setsar=1,format=yuv420p";
    }

    private String poster(FrameSize size) {
        double step = track.durationSeconds().isPresent()
                ? Math.max(LEAST_STEP_SECONDS, track.durationSeconds().getAsDouble() / (POSTER_CANDIDATES - 1))
                : STEP_SECONDS_OF_UNKNOWN_LENGTH;
        boolean guess = track.colour().matrix().isEmpty()
                && track.height() >= HIGH_DEFINITION
                && !track.rgb()
                && !track.alpha()
                && !track.colour().highDynamicRange();
        return String.format(
                Locale.ROOT,
                "select='isnan(prev_selected_t)+gte(t-prev_selected_t,%.4f)',%s%s,setsar=1,format=rgb24",
                step,
                scale(size),
                guess ? ":in_color_matrix=bt709" : "");
    }

    private static String scale(FrameSize size) {
        return "scale=w=" + size.width() + ":h=" + size.height() + ":flags=bicubic";
    }
}
