package io.runfolio.media.video.engine;

import io.runfolio.media.HeifItem;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Filters that apply a container's transformations, in FFmpeg's language.
 *
 * <p>They require samples without chroma subsampling.
 */
final class StillFilterGraph {
    private StillFilterGraph() {}

    /** Returns the filters of an item, separated by commas; may be empty. */
    static String of(HeifItem item) {
        List<HeifItem.Step> steps = item.steps();
        return steps.stream().map(StillFilterGraph::of).collect(Collectors.joining(","));
    }

    /** Returns all filters between decoder and PNG; may be empty. */
    static String of(StillRequest order) {
        String geometry = order.item().map(StillFilterGraph::of).orElse("");
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
