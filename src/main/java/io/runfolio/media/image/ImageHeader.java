package io.runfolio.media.image;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a picture's header says, before anything is decoded.
 *
 * @param size of the canvas as stored
 * @param frames 1 for a still
 * @param bitDepth bits a sample
 * @param alpha whether some pixels may be transparent
 * @param truncated whether the file ends before its structure does
 * @param embedded what else it carries
 */
record ImageHeader(Size size, int frames, int bitDepth, boolean alpha, boolean truncated, Embedded embedded) {

    boolean animated() {
        return frames > 1;
    }

    /** Returns how the stored picture must be turned. */
    Orientation orientation() {
        return embedded.exif().map(ExifBlock::new).map(ExifBlock::orientation).orElse(Orientation.UPRIGHT);
    }

    Size displayed() {
        return orientation().displayed(size);
    }

    /** Returns the texts of the file and of its EXIF block by keyword. */
    Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>(embedded.texts());
        embedded.exif().map(ExifBlock::new).ifPresent(exif -> {
            exif.userComment().ifPresent(text -> texts.putIfAbsent("UserComment", text));
            // ComfyUI writes "prompt:{...}" and "workflow:{...}" into whichever tags of a camera it finds free
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
