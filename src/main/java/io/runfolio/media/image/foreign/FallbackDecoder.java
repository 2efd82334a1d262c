package io.runfolio.media.image.foreign;

import io.runfolio.media.HeifItem;
import io.runfolio.media.SniffedType;
import java.nio.file.Path;
import java.util.Optional;

/** Decodes formats that Java cannot, such as AVIF, HEIC and JPEG 2000, outside this process. */
public interface FallbackDecoder {
    /** Returns a decoder that knows no format. */
    static FallbackDecoder none() {
        return (source, type, item, folder) -> Optional.empty();
    }

    /**
     * Converts a picture to PNG, upright and cropped as its container says; a TIFF to an uncompressed one.
     *
     * @param source the picture; never written
     * @param type its type by content
     * @param item the primary item, if the file is made of items; else the decoder finds the picture and its
     *     orientation
     * @param folder empty folder for the result and temporary files; the caller deletes it
     * @return the picture, named {@code .tif} if it is a TIFF; empty if this decoder does not know the type
     * @throws UndecodableException if it knows the type and the file is broken
     * @throws InterruptedRunException if the thread is interrupted
     */
    Optional<Path> decodeToPng(Path source, SniffedType type, Optional<HeifItem> item, Path folder);
}
