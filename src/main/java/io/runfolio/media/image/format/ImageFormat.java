package io.runfolio.media.image.format;

import io.runfolio.media.ByteSource;
import io.runfolio.media.SniffedType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/**
 * Picture format that is decoded in this process: the seam between the core and the formats.
 *
 * @param id the format as the sniffer names it
 * @param opener reader of headers
 * @param extensions usual file name extensions, in lower case and without the dot
 */
public record ImageFormat(SniffedType.Format id, Opener opener, Set<String> extensions) {
    /** Creates a format with some extensions. */
    public ImageFormat(SniffedType.Format id, Opener opener, String... extensions) {
        this(id, opener, Set.of(extensions));
    }

    /** Opens files of one format. */
    @FunctionalInterface
    public interface Opener {
        /**
         * Reads the header of a file; nothing is decoded.
         *
         * @param path the file, for readers that open it themselves
         * @param bytes the same file, open until the caller is done with the returned picture
         * @throws java.io.EOFException if the file ends within its header
         * @throws UnusableImageException if the header is broken or exceeds a limit
         */
        ImageFile open(Path path, ByteSource bytes) throws IOException;
    }
}
