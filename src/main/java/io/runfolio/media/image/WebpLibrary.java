package io.runfolio.media.image;

import java.nio.file.Path;

/** Where the WebP encoder unpacks its native library at its first use. A killed process cannot remove it, so it lies where others look after it. */
final class WebpLibrary {
    private static final String FOLDER = "com.luciad.imageio.webp.tmpdir";

    private WebpLibrary() {}

    /** Has an effect before the first use only; a folder that the system property names already stays. */
    static void unpackInto(Path folder) {
        if (System.getProperty(FOLDER) == null) {
            System.setProperty(FOLDER, folder.toString());
        }
    }
}
