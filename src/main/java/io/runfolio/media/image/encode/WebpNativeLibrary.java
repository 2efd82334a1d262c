package io.runfolio.media.image.encode;

import java.nio.file.Path;

/**
 * Location of the WebP encoder's native library, which is unpacked at its first use.
 *
 * <p>A killed process cannot delete it, so it is put where the next one cleans up.
 */
final class WebpNativeLibrary {
    private static final String FOLDER = "com.luciad.imageio.webp.tmpdir";

    private WebpNativeLibrary() {}

    /** Sets the folder; a folder that the system property already names is kept. Has no effect after the first use. */
    static void unpackInto(Path folder) {
        if (System.getProperty(FOLDER) == null) {
            System.setProperty(FOLDER, folder.toString());
        }
    }
}
