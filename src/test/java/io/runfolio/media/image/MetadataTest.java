package io.runfolio.media.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.media.Derivative;
import io.runfolio.media.MediaResult;
import io.runfolio.run.DerivativeKind;
import io.runfolio.run.DerivativeSettings;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetadataTest {
    private static final String LABEL = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";
    private static final String XMP = "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF><rdf:Description"
            + " Iptc4xmpExt:DigitalSourceType=\"" + LABEL + "\" exif:GPSLatitude=\"48,8.5N\">"
            + "<dc:rights><rdf:Alt><rdf:li xml:lang=\"x-default\">(c) A &amp; B</rdf:li></rdf:Alt></dc:rights>"
            + "</rdf:Description></rdf:RDF></x:xmpmeta>";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"webp", "jpg", "png"})
    void copyright_and_source_type_are_kept_and_places_are_not(String format) throws Exception {
        byte[] jpeg = Containers.JPEG.hold(Pictures.scene(64, 48), gps(), new byte[0]);
        byte[] file = Containers.segment(
                jpeg,
                0xe1,
                Containers.join("http://ns.adobe.com/xap/1.0/\0".getBytes(ISO_8859_1), XMP.getBytes(UTF_8)));
        DerivativeSettings settings =
                new DerivativeSettings(1600, format, 82, 384, format, 76, 1280, 640, "jpg", false, true);
        MediaResult result = new ProcessorRun(folder).with(settings).derive("a.jpg", file);
        assertThat(result.details())
                .containsEntry("copyright", "(c) A & B")
                .containsEntry("digital_source_type", LABEL);
        for (Derivative derivative : result.derivatives()) {
            String bytes = new String(Files.readAllBytes(derivative.file()), UTF_8);
            assertThat(bytes)
                    .contains(LABEL)
                    .contains("(c) A &amp; B")
                    .doesNotContain("GPS")
                    .doesNotContain("PLACE");
        }
        assertThat(Pictures.difference(
                        ProcessorRun.pixels(result, DerivativeKind.WEB), Pictures.pixels(Pictures.scene(64, 48))))
                .isLessThan(6);
        assertThat(Files.readAllBytes(folder.resolve("a.jpg"))).isEqualTo(file);
    }

    @Test
    void a_picture_without_rights_metadata_has_no_packet() throws Exception {
        MediaResult result = new ProcessorRun(folder).derive("a.png", Pictures.encoded(Pictures.scene(64, 48), "png"));
        byte[] web =
                Files.readAllBytes(ProcessorRun.one(result, DerivativeKind.WEB).file());
        assertThat(new String(web, ISO_8859_1)).doesNotContain("XMP ").doesNotContain("EXIF");
    }

    @Test
    void content_credentials_are_recorded() throws Exception {
        byte[] png = PngFiles.with(Pictures.encoded(Pictures.scene(16, 16), "png"), "caBX", new byte[] {1, 2, 3});
        assertThat(new ProcessorRun(folder).inspect("a.png", png).details()).containsEntry("c2pa", true);
        byte[] jumbf = "JP\0\1\0\0\0\1\0\0\0 jumb\0\0\0\u001cjumdc2pa".getBytes(ISO_8859_1);
        byte[] jpeg = Containers.segment(Containers.jpeg(Pictures.scene(16, 16)), 0xeb, jumbf);
        assertThat(new ProcessorRun(folder).inspect("a.jpg", jpeg).details()).containsEntry("c2pa", true);
        byte[] tiff = new TiffFile(2, 2, 1, 8)
                .samples(new byte[4])
                .block(52_545, new byte[] {1, 2, 3, 4, 5})
                .bytes();
        assertThat(new ProcessorRun(folder).inspect("a.tif", tiff).details()).containsEntry("c2pa", true);
        BufferedImage palette = new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_BINARY);
        byte[] gif = Pictures.encoded(palette, "gif");
        byte[] extension = "!\u00ff\u000bC2PA_GIF\1\0\0\3abc\0".getBytes(ISO_8859_1);
        int behind = 13 + 6; // the header and a table of two colors
        byte[] with = Containers.join(
                Containers.join(Arrays.copyOf(gif, behind), extension), Arrays.copyOfRange(gif, behind, gif.length));
        with[4] = '9';
        assertThat(new ProcessorRun(folder).inspect("a.gif", with).details()).containsEntry("c2pa", true);
        assertThat(new ProcessorRun(folder).inspect("b.gif", gif).details()).doesNotContainKey("c2pa");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tEXt", "zTXt", "iTXt"})
    void generation_data_is_found_in_every_kind_of_png_text(String chunk) throws Exception {
        byte[] text = "a fox, größer\nSteps: 20, Seed: 77, Model: x".getBytes(UTF_8);
        byte[] data =
                switch (chunk) {
                    case "tEXt" -> Containers.join("parameters\0".getBytes(ISO_8859_1), text);
                    case "zTXt" -> Containers.join("parameters\0\0".getBytes(ISO_8859_1), PngFiles.deflated(text));
                    default -> Containers.join("parameters\0\1\0\0\0".getBytes(ISO_8859_1), PngFiles.deflated(text));
                };
        byte[] png = PngFiles.with(Pictures.encoded(Pictures.scene(16, 16), "png"), chunk, data);
        assertThat(generation("a.png", png)).containsEntry("seed", 77L).containsEntry("prompt", "a fox, größer");
    }

    @Test
    void generation_data_is_found_in_user_comments_of_either_byte_order() throws Exception {
        String text = "ein Fuchs\nSteps: 20, Seed: 78, Model: x";
        for (var charset : new Charset[] {StandardCharsets.UTF_16BE, StandardCharsets.UTF_16LE}) {
            byte[] comment = Containers.join("UNICODE\0".getBytes(ISO_8859_1), text.getBytes(charset));
            byte[] exif = exif(0x9286, comment);
            assertThat(generation("a.jpg", Containers.JPEG.hold(Pictures.scene(16, 16), exif, new byte[0])))
                    .containsEntry("seed", 78L);
            assertThat(generation("a.webp", Containers.WEBP.hold(Pictures.scene(16, 16), exif, new byte[0])))
                    .containsEntry("prompt", "ein Fuchs");
        }
    }

    @Test
    void comfyui_data_is_found_in_the_exif_of_a_webp() throws Exception {
        byte[] prompt = "prompt:{\"1\": {\"class_type\": \"KSampler\", \"inputs\": {\"seed\": 5}}}\0".getBytes(UTF_8);
        byte[] webp = Containers.WEBP.hold(Pictures.scene(16, 16), exif(0x0110, prompt), new byte[0]);
        assertThat(generation("a.webp", webp)).containsEntry("tool", "comfyui").containsEntry("seed", 5);
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> generation(String name, byte[] file) throws Exception {
        return (Map<String, Object>)
                new ProcessorRun(folder).inspect(name, file).details().get("generation");
    }

    /** Returns a tag with bytes; the tags of EXIF's own directory are there. */
    private static byte[] exif(int tag, byte[] value) {
        boolean own = tag >= 0x9000;
        int folder = own ? 26 : 8;
        int data = folder + 18;
        ByteBuffer block = ByteBuffer.allocate(data + value.length).order(ByteOrder.LITTLE_ENDIAN);
        block.put(new byte[] {'I', 'I', 42, 0}).putInt(8);
        if (own) {
            block.putShort((short) 1)
                    .putShort((short) 0x8769)
                    .putShort((short) 4)
                    .putInt(1)
                    .putInt(folder)
                    .putInt(0);
        }
        block.putShort((short) 1)
                .putShort((short) tag)
                .putShort((short) 7)
                .putInt(value.length)
                .putInt(data)
                .putInt(0);
        return block.put(value).array();
    }

    private static byte[] gps() {
        return exif(0x8825, "GPS PLACE 48.8N".getBytes(ISO_8859_1));
    }
}
