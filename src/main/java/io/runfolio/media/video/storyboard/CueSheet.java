package io.runfolio.media.video.storyboard;

import java.util.Locale;

/** Builds a WebVTT file whose cues name parts of a picture (W3C Media Fragments). */
final class CueSheet {
    private final StringBuilder text = new StringBuilder("WEBVTT\n");

    /** Adds a cue; times are in milliseconds. */
    void add(long start, long end, String address) {
        text.append('\n').append(time(start)).append(" --> ").append(time(end)).append('\n');
        text.append(address).append('\n');
    }

    private static String time(long millis) {
        return String.format(
                Locale.ROOT,
                "%02d:%02d:%02d.%03d",
                millis / 3_600_000,
                millis / 60_000 % 60,
                millis / 1000 % 60,
                millis % 1000);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
