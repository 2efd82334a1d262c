package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.media.MediaResult;
import io.runfolio.run.AssetState;
import io.runfolio.run.DerivativeSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * TIFF of a compression that only some builds of FFmpeg know. The bundled libraries lack LZMA, programs of
 * distributions have it.
 */
class LzmaTiffTest {
    /** 8 x 8 pixels of (90,130,90), written by libtiff 4.5. */
    private static final byte[] LZMA = Base64.getDecoder()
            .decode("SUkqAEwAAAD9N3pYWgAAAP8S2UECAQMBACEBFnkgxO7gAL8ACl0ALQoXAAvMt8AAAAAAAAABHsABAAAAiDggq6gACvwCAAAA"
                    + "AABZWgoAAAEDAAEAAAAIAAAAAQEDAAEAAAAIAAAAAgEDAAMAAADKAAAAAwEDAAEAAABtiAAABgEDAAEAAAACAAAAEQEEAAEA"
                    + "AAAIAAAAFQEDAAEAAAADAAAAFgEDAAEAAAAIAAAAFwEEAAEAAABEAAAAHAEDAAEAAAABAAAAAAAAAAgACAAIAA==");

    private static final int COMPRESSION_OF_NOBODY = 64_999;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"auto", "embedded"})
    void lzma_is_read_where_an_engine_can_and_is_unsupported_else(String engine) throws Exception {
        try (Runfolio runfolio = Runfolio.open(new TestWorkspace(folder).settings("runfolio.video.engine", engine))) {
            MediaResult result = derive(runfolio, LZMA);
            if (result.state() == AssetState.READY) {
                assertThat(ImageIO.read(folder.resolve("web.png").toFile()).getRGB(4, 4) & 0xffffff)
                        .isEqualTo(0x5a825a);
            } else {
                assertThat(result.state()).as("%s", result.problem()).isEqualTo(AssetState.UNSUPPORTED);
                assertThat(result.problem().orElseThrow().code()).isEqualTo("no_decoder");
            }
            MediaResult unknown = derive(runfolio, unknown());
            assertThat(unknown.state()).as("%s", unknown.problem()).isEqualTo(AssetState.UNSUPPORTED);
            assertThat(unknown.problem().orElseThrow().code()).isEqualTo("no_decoder");
        }
    }

    private MediaResult derive(Runfolio runfolio, byte[] file) throws Exception {
        return runfolio.generateImageDerivatives(
                Files.write(folder.resolve("a.tif"), file),
                folder.resolve("web"),
                folder.resolve("thumb"),
                new DerivativeSettings(1600, "png", 82, 64, "png", 76, 1280, 640, "jpg", false, true));
    }

    /** Returns the file with another number for its compression. */
    private static byte[] unknown() {
        byte[] file = LZMA.clone();
        for (int at = 0; at + 10 < file.length; at++) {
            boolean entry = file[at] == 3 && file[at + 1] == 1 && file[at + 2] == 3 && file[at + 3] == 0;
            if (entry) {
                file[at + 8] = (byte) COMPRESSION_OF_NOBODY;
                file[at + 9] = (byte) (COMPRESSION_OF_NOBODY >> 8);
            }
        }
        return file;
    }
}
