package io.runfolio.media.video.mp4;

import static io.runfolio.media.video.mp4.Mp4Boxes.require;

import io.runfolio.media.video.mp4.Mp4Boxes.Named;
import io.runfolio.media.video.probe.VideoTrack;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;

/**
 * Sample description of H.264, from an {@code avc1} box (ISO/IEC 14496-12, 12.1.3).
 *
 * @param parameters parameter sets of the stream
 * @param colour color tags of the stream, or of the container if the stream has none
 */
record AvcSampleEntry(AvcParameterSets parameters, VideoTrack.ColorTags colour) {
    private static final int FIXED_BYTES = 78;
    private static final int COLOUR_DEPTH = 24;

    /**
     * Parses the box; unsupported content throws {@link IllegalArgumentException} or {@link IndexOutOfBoundsException}.
     */
    static AvcSampleEntry of(ByteBuffer entry) {
        require(entry.getShort(6) == 1 && entry.getInt(8) == 0 && entry.getShort(40) == 1);
        require(entry.getShort(74) == COLOUR_DEPTH);
        Named boxes = Mp4Boxes.named(entry, FIXED_BYTES, Set.of("avcC", "colr", "pasp", "btrt"));
        AvcParameterSets parameters = AvcParameterSets.of(boxes.the("avcC"));
        require(parameters.width() == entry.getShort(24) && parameters.height() == entry.getShort(26));
        Optional<ColorCodes> codes = boxes.maybe("colr").map(AvcSampleEntry::codes);
        // stream and container must not contradict each other
        require(codes.isEmpty() || parameters.colour().isEmpty() || codes.equals(parameters.colour()));
        boxes.maybe("pasp").ifPresent(pixel -> require(pixel.getInt(0) > 0 && pixel.getInt(0) == pixel.getInt(4)));
        String range = parameters.ranged() || codes.isPresent() ? "tv" : "";
        return new AvcSampleEntry(
                parameters,
                parameters
                        .colour()
                        .or(() -> codes)
                        .map(some -> some.colour(range))
                        .orElse(new VideoTrack.ColorTags(range, "", "", "")));
    }

    private static ColorCodes codes(ByteBuffer box) {
        require(box.limit() == 11 && Mp4Boxes.name(box, 0).equals("nclx") && box.get(10) >= 0); // limited range
        return new ColorCodes(box.getShort(4), box.getShort(6), box.getShort(8));
    }
}
