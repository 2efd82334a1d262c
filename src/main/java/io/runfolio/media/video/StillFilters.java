package io.runfolio.media.video;

import io.runfolio.media.HeifItem;
import java.util.List;
import java.util.stream.Collectors;

/** Filters for what a container says that is to be done with a picture, in FFmpeg's language. They work on samples that are not subsampled. */
final class StillFilters {
    private StillFilters() {}

    /** Returns the filters with commas between them; empty text if nothing is to be done. */
    static String of(HeifItem item) {
        List<HeifItem.Step> steps = item.steps();
        return steps.stream().map(StillFilters::of).collect(Collectors.joining(","));
    }

    private static String of(HeifItem.Step step) {
        if (step instanceof HeifItem.Crop crop) {
            return "crop=" + crop.width() + ":" + crop.height() + ":" + crop.left() + ":" + crop.top() + ":exact=1";
        }
        if (step instanceof HeifItem.Turn turn) {
            return switch (turn.quarters()) {
                case 1 -> "transpose=cclock";
                case 2 -> "hflip,vflip";
                default -> "transpose=clock";
            };
        }
        return ((HeifItem.Mirror) step).upsideDown() ? "vflip" : "hflip";
    }
}
