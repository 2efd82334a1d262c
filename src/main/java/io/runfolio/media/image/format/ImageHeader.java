package io.runfolio.media.image.format;

import io.runfolio.media.image.metadata.EmbeddedMetadata;
import io.runfolio.media.image.metadata.ExifMetadata;
import io.runfolio.media.image.pixel.Orientation;
import io.runfolio.media.image.pixel.Size;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Header of a picture, read before anything is decoded.
 *
 * @param size size of the canvas as stored
 * @param frames number of frames; 1 for a still
 * @param bitDepth bits per sample
 * @param alpha whether pixels may be transparent
 * @param truncated whether the file ends before its structure does
 * @param embedded metadata of the file
 */
public record ImageHeader(
        Size size, int frames, int bitDepth, boolean alpha, boolean truncated, EmbeddedMetadata embedded) {

    public boolean animated() {
        return frames > 1;
    }

    /** Returns the orientation of the stored picture. */
    public Orientation orientation() {
        return embedded.exif()
                .map(ExifMetadata::new)
                .map(ExifMetadata::orientation)
                .orElse(Orientation.UPRIGHT);
    }

    /** Returns the samples of a pixel: 3, or 4 with alpha. */
    public int channels() {
        return alpha ? 4 : 3;
    }

    /** Returns the size of the upright picture. */
    public Size displayed() {
        return orientation().displayed(size);
    }

    /** Returns the texts of the file and of its EXIF block by keyword. */
    public Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>(embedded.texts());
        embedded.exif().map(ExifMetadata::new).ifPresent(exif -> {
            exif.userComment().ifPresent(text -> texts.putIfAbsent("UserComment", text));
            // ComfyUI writes "prompt:{...}" and "workflow:{...}" into unused camera tags
            Stream.of(exif.make(), exif.model(), exif.description())
                    .flatMap(Optional::stream)
                    .filter(text -> text.startsWith("prompt:") || text.startsWith("workflow:"))
                    .forEach(text -> texts.putIfAbsent(
                            text.substring(0, text.indexOf(':')),
                            text.substring(text.indexOf(':') + 1).strip()));
        });
        return texts;
    }
}
