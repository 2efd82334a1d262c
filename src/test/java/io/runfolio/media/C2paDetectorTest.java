package io.runfolio.media;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.media.SniffedType.Format;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Manifests at the places of the C2PA specification 2.2, appendix A. */
class C2paDetectorTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(names = {"AVIF", "HEIC", "MP4", "JPEG_2000", "JPEG_XL"})
    void a_uuid_box_holds_a_manifest(Format format) throws IOException {
        byte[] number = HexFormat.of().parseHex("d8fec3d61b0e483c92975828877ec481");
        byte[] start = join(box("ftyp", "isom\0\0\0\0".getBytes(ISO_8859_1)), box("mdat", new byte[5_000]));
        assertThat(found(join(start, box("uuid", number)), format)).isTrue();
        assertThat(found(join(start, box("uuid", new byte[16])), format)).isFalse();
        assertThat(found(join(start, box("free", number)), format)).isFalse();
    }

    @Test
    void a_jumbf_box_of_c2pa_holds_a_manifest() throws IOException {
        byte[] description = box("jumd", "c2pa\0\21\0\20\200\0\0\252\0\70\233\161\3c2pa\0".getBytes(ISO_8859_1));
        assertThat(found(join(box("JXL ", new byte[4]), box("jumb", description)), Format.JPEG_XL))
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"WAV", "AVI"})
    void a_c2pa_chunk_holds_a_manifest(Format format) throws IOException {
        byte[] start = join("RIFF\0\0\0\0WAVE".getBytes(ISO_8859_1), chunk("data", new byte[4_001]));
        assertThat(found(join(start, chunk("C2PA", new byte[10])), format)).isTrue();
        assertThat(found(join(start, chunk("LIST", "C2PA".getBytes(ISO_8859_1))), format))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/c2pa", "application/x-c2pa-manifest-store"})
    void an_encapsulated_object_of_its_type_holds_a_manifest(String type) throws IOException {
        byte[] object = ("\0" + type + "\0c2pa\0c2pa manifest store\0").getBytes(ISO_8859_1);
        for (int version : new int[] {3, 4}) {
            byte[] title = frame("TIT2", new byte[300], version);
            assertThat(found(id3(join(title, frame("GEOB", object, version)), version), Format.MP3))
                    .isTrue();
            assertThat(found(id3(join(title, frame("PRIV", object, version)), version), Format.MP3))
                    .isFalse();
        }
    }

    @Test
    void an_svg_names_its_manifest() throws IOException {
        String svg = "<svg xmlns:c2pa=\"http://c2pa.org/manifest\"><metadata><c2pa:manifest>AA==</c2pa:manifest>";
        assertThat(found(svg.getBytes(ISO_8859_1), Format.SVG)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void truncated_files_have_no_manifest(Format format) throws IOException {
        for (String start : new String[] {"", "ID3", "ID3\4\0\0", "RIFF", "\0\0\0", "\0\0\0\1uuid", "\0\0\0\1ftyp"}) {
            assertThat(found(start.getBytes(ISO_8859_1), format)).isFalse();
        }
    }

    private boolean found(byte[] file, Format format) throws IOException {
        return C2paDetector.hasManifest(Files.write(folder.resolve("a"), file), format);
    }

    private static byte[] box(String type, byte[] content) {
        return ByteBuffer.allocate(8 + content.length)
                .putInt(8 + content.length)
                .put(type.getBytes(ISO_8859_1))
                .put(content)
                .array();
    }

    private static byte[] chunk(String type, byte[] content) {
        int padded = content.length + (content.length & 1);
        return ByteBuffer.allocate(8 + padded)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(type.getBytes(ISO_8859_1))
                .putInt(content.length)
                .put(content)
                .array();
    }

    private static byte[] frame(String type, byte[] content, int version) {
        ByteBuffer frame = ByteBuffer.allocate(10 + content.length).put(type.getBytes(ISO_8859_1));
        if (version == 3) {
            frame.putInt(content.length);
        } else {
            frame.put(syncsafe(content.length));
        }
        return frame.putShort((short) 0).put(content).array();
    }

    private static byte[] id3(byte[] frames, int version) {
        byte[] head = {'I', 'D', '3', (byte) version, 0, 0};
        return join(join(head, syncsafe(frames.length)), frames);
    }

    private static byte[] syncsafe(int value) {
        return new byte[] {
            (byte) (value >> 21 & 127), (byte) (value >> 14 & 127), (byte) (value >> 7 & 127), (byte) (value & 127)
        };
    }

    private static byte[] join(byte[] one, byte[] other) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(one);
        out.writeBytes(other);
        return out.toByteArray();
    }
}
