package io.runfolio.media.video;

import static io.runfolio.media.video.Mp4Boxes.require;

import io.runfolio.media.video.Mp4Boxes.Named;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;

/**
 * How the picture track of a plain clip is described, by its {@code avc1} box (ISO/IEC 14496-12, 12.1.3).
 *
 * @param parameters of the stream
 * @param colour of the stream, or of the container where the stream says nothing
 */
record AvcEntry(AvcParameters parameters, VideoTrack.Colour colour) {
    private static final int FIXED_BYTES = 78;
    private static final int COLOUR_DEPTH = 24;

    /** Reads the box; one that is not plain throws {@link IllegalArgumentException} or {@link IndexOutOfBoundsException}. */
    static AvcEntry of(ByteBuffer entry) {
        require(entry.getShort(6) == 1 && entry.getInt(8) == 0 && entry.getShort(40) == 1);
        require(entry.getShort(74) == COLOUR_DEPTH);
        Named boxes = Mp4Boxes.named(entry, FIXED_BYTES, Set.of("avcC", "colr", "pasp", "btrt"));
        AvcParameters parameters = AvcParameters.of(boxes.the("avcC"));
        require(parameters.width() == entry.getShort(24) && parameters.height() == entry.getShort(26));
        Optional<ColourCodes> codes = boxes.maybe("colr").map(AvcEntry::codes);
        // where both speak, they have to agree
        require(codes.isEmpty() || parameters.colour().isEmpty() || codes.equals(parameters.colour()));
        boxes.maybe("pasp").ifPresent(pixel -> require(pixel.getInt(0) > 0 && pixel.getInt(0) == pixel.getInt(4)));
        String range = parameters.ranged() || codes.isPresent() ? "tv" : "";
        return new AvcEntry(
                parameters,
                parameters
                        .colour()
                        .or(() -> codes)
                        .map(some -> some.colour(range))
                        .orElse(new VideoTrack.Colour(range, "", "", "")));
    }

    private static ColourCodes codes(ByteBuffer box) {
        require(box.limit() == 11 && Mp4Boxes.name(box, 0).equals("nclx") && box.get(10) >= 0); // limited range
        return new ColourCodes(box.getShort(4), box.getShort(6), box.getShort(8));
    }
}
