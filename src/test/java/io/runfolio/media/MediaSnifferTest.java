package io.runfolio.media;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.run.AssetKind;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MediaSnifferTest {

    @ParameterizedTest
    @CsvSource({
        "89504e470d0a1a0a, image/png, IMAGE",
        "ffd8ffe0, image/jpeg, IMAGE",
        "474946383961, image/gif, IMAGE",
        "524946461000000057454250, image/webp, IMAGE",
        "0000001c667479706176696600000000, image/avif, IMAGE",
        "0000001c66747970686569630000, image/heic, IMAGE",
        "00000020667479706d696631000000006d69663161766966, image/avif, IMAGE",
        "49492a00, image/tiff, IMAGE",
        "4d4d002a, image/tiff, IMAGE",
        "424d36000000000000003600, image/bmp, IMAGE",
        "384250530001, image/vnd.adobe.photoshop, IMAGE",
        "0000000c6a5020200d0a870a, image/jp2, IMAGE",
        "ff0a, image/jxl, IMAGE",
        "0000001c6674797069736f6d00000200, video/mp4, VIDEO",
        "0000001466747970717420200000, video/quicktime, VIDEO",
        "0000001466747970336770340000, video/3gpp, VIDEO",
        "00000014667479704d3441200000, audio/mp4, AUDIO",
        "1a45dfa3a34286810142f7810142f2810442f381084282847765626d, video/webm, VIDEO",
        "1a45dfa3a34286810142f7810142f2810442f381084282886d6174726f736b61, video/x-matroska, VIDEO",
        "524946461000000041564920, video/x-msvideo, VIDEO",
        "000001ba, video/mpeg, VIDEO",
        "464c5601, video/x-flv, VIDEO",
        "4f67675300, audio/ogg, AUDIO",
        "524946461000000057415645, audio/wav, AUDIO",
        "fffb9064, audio/mpeg, AUDIO",
        "494433040000, audio/mpeg, AUDIO",
        "664c6143, audio/flac, AUDIO",
        "fff15080, audio/aac, AUDIO",
        "255044462d312e37, application/pdf, OTHER",
        "504b0304, application/zip, OTHER",
    })
    void each_format_is_detected_by_its_first_bytes(String hex, String mimeType, AssetKind kind) {
        byte[] head = Arrays.copyOf(HexFormat.of().parseHex(hex), 64);
        assertThat(MediaSniffer.sniff(head)).hasValueSatisfying(type -> {
            assertThat(type.mimeType()).isEqualTo(mimeType);
            assertThat(type.kind()).isEqualTo(kind);
        });
    }

    @Test
    void a_transport_stream_is_detected_by_its_packets() {
        byte[] stream = new byte[188 * 4];
        for (int packet = 0; packet < 4; packet++) {
            stream[packet * 188] = 'G';
        }
        assertThat(MediaSniffer.sniff(stream).orElseThrow().mimeType()).isEqualTo("video/mp2t");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<svg xmlns='x'/>|image/svg+xml",
                "<?xml version='1.0'?><!-- x --><svg/>|image/svg+xml",
                "<?xml version='1.0'?><mpd/>|application/xml",
                "{\"a\": 1}|application/json",
                "#EXTM3U|text/plain",
                "ffconcat version 1.0|text/plain",
                "Grüße|text/plain"
            })
    void text_formats_are_distinguished_and_a_playlist_is_text(String text, String mimeType) {
        assertThat(MediaSniffer.sniff(text.getBytes(UTF_8)).orElseThrow().mimeType())
                .isEqualTo(mimeType);
    }

    @Test
    void a_character_cut_by_the_end_of_the_head_is_still_text() {
        byte[] whole = "ü".repeat(MediaSniffer.HEAD_BYTES).getBytes(UTF_8);
        assertThat(MediaSniffer.sniff(Arrays.copyOf(whole, MediaSniffer.HEAD_BYTES - 1)))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\0\0\0\0", "\u00fe\u00fe\u0001"})
    void unknown_signatures_have_no_type(String latin) {
        assertThat(MediaSniffer.sniff(latin.getBytes(ISO_8859_1))).isEmpty();
    }

    @Test
    void noise_and_truncated_heads_never_throw() throws Exception {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB), "png", png);
        Random random = new Random(7);
        for (int length = 0; length < 64; length++) {
            byte[] noise = new byte[length];
            random.nextBytes(noise);
            MediaSniffer.sniff(noise);
            MediaSniffer.sniff(Arrays.copyOf(png.toByteArray(), length));
        }
        byte[] hugeBox = HexFormat.of().parseHex("ffffffff667479706d696631");
        assertThat(MediaSniffer.sniff(hugeBox)).isPresent();
    }
}
