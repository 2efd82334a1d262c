package io.runfolio.media.image;

import io.runfolio.media.HeifItem;
import io.runfolio.media.SniffedType;
import java.nio.file.Path;
import java.util.Optional;

/** Turns pictures that Java cannot decode (AVIF, HEIC, JPEG 2000 and the like) into PNG, outside this process. */
public interface FallbackDecoder {
    /** Returns a decoder that decodes nothing. */
    static FallbackDecoder none() {
        return (source, type, item, folder) -> Optional.empty();
    }

    /**
     * Writes a picture as a PNG, or a TIFF as one without compression, upright and cropped as its container says.
     *
     * @param source the picture; never written
     * @param type what it is, from its content
     * @param item the primary item, if the file is of items; else the decoder finds the picture and its orientation
     * @param folder empty folder for the PNG and whatever else the decoder needs; the caller removes it
     * @return the picture, named {@code .tif} if it is a TIFF, or empty if this decoder cannot read the type at all
     * @throws UndecodableException if it can read the type and this file is broken
     * @throws io.runfolio.run.InterruptedRunException if the thread is interrupted
     */
    Optional<Path> decodeToPng(Path source, SniffedType type, Optional<HeifItem> item, Path folder);
}
