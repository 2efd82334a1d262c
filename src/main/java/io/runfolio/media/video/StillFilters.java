package io.runfolio.media.video;

import io.runfolio.media.HeifItem;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Filters for what a container says that is to be done with a picture, in FFmpeg's language. They work on samples that are not subsampled. */
final class StillFilters {
    private StillFilters() {}

    /** Returns the filters with commas between them; empty text if nothing is to be done. */
    static String of(HeifItem item) {
        List<HeifItem.Step> steps = item.steps();
        return steps.stream().map(StillFilters::of).collect(Collectors.joining(","));
    }

    /** Returns all filters between decoder and PNG; empty text without filters. */
    static String of(StillOrder order) {
        String geometry = order.item().map(StillFilters::of).orElse("");
        String turned = geometry.isEmpty() ? "" : "format=rgb24|rgba|rgb48|rgba64," + geometry;
        String range = order.fullRange() ? "setparams=range=pc" : "";
        return Stream.of(range, turned).filter(text -> !text.isEmpty()).collect(Collectors.joining(","));
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
