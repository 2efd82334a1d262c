package io.runfolio.media.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runfolio.Allocation;
import io.runfolio.CpuTime;
import io.runfolio.media.MediaSniffer;
import io.runfolio.media.generation.GenerationData;
import io.runfolio.media.image.colour.IccProfile;
import io.runfolio.media.image.format.ImageHeader;
import io.runfolio.media.image.format.UnusableImageException;
import io.runfolio.media.image.metadata.EmbeddedMetadata;
import io.runfolio.media.image.metadata.ExifMetadata;
import io.runfolio.media.image.pixel.Size;
import io.runfolio.media.image.webp.WebpContainerWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hostile metadata costs little and is ignored where it is invalid. */
class HostileEmbeddedTest {
    @TempDir
    Path folder;

    @Test
    void tags_that_each_claim_the_whole_block_cost_one_copy_at_most() {
        int tags = 5_000;
        ByteBuffer block = ByteBuffer.allocate(64_000);
        block.put("MM\0*".getBytes(ISO_8859_1)).putInt(8).putShort((short) tags);
        for (int tag = 0; tag < tags; tag++) {
            block.putShort((short) tag).putShort((short) 7).putInt(63_992).putInt(8);
        }
        Allocation.within(2 << 20, () -> new ExifMetadata(block.array()));
    }

    @Test
    void texts_that_inflate_enormously_are_limited_in_total() throws IOException {
        PngFiles png = new PngFiles(1, 1, 8, 0);
        byte[] text = PngFiles.deflated(new byte[4_000_000]);
        for (int i = 0; i < 60; i++) {
            png.chunk("zTXt", join(("k" + i + "\0\0").getBytes(ISO_8859_1), text));
        }
        Path file =
                Files.write(folder.resolve("a.png"), png.rows(new byte[] {0, 0}).end());
        ImageHeader header = header(file);
        assertThat(header.texts()).hasSizeBetween(1, 8);
        assertThat(header.texts().values().stream().mapToLong(String::length).sum())
                .isLessThanOrEqualTo(EmbeddedMetadata.MAX_TEXTS);
    }

    @Test
    void a_thousand_texts_or_profiles_are_not_all_inflated() throws IOException {
        PngFiles png = new PngFiles(1, 1, 8, 0);
        byte[] text = PngFiles.deflated(new byte[4_000_000]);
        for (int i = 0; i < 500; i++) {
            png.chunk("zTXt", join("k\0\0".getBytes(ISO_8859_1), text));
            png.chunk("iCCP", join("k\0\0".getBytes(ISO_8859_1), text));
        }
        Path file =
                Files.write(folder.resolve("a.png"), png.rows(new byte[] {0, 0}).end());
        // all of them would take over 8 GB in total
        Allocation.within(4L << 30, () -> assertThat(header(file).size()).isEqualTo(new Size(1, 1)));
    }

    @Test
    void a_webp_or_png_of_endless_empty_chunks_is_too_complex() throws IOException {
        ByteArrayOutputStream chunks = new ByteArrayOutputStream();
        PngFiles png = new PngFiles(1, 1, 8, 0);
        for (int i = 0; i <= 200_000; i++) {
            WebpContainerWriter.append(chunks, "JUNK", new byte[0]);
            png.chunk("juNK", new byte[0]);
        }
        assertTooComplex("a.webp", WebpContainerWriter.file(chunks.toByteArray()));
        assertTooComplex("a.png", png.rows(new byte[] {0, 0}).end());
    }

    private void assertTooComplex(String name, byte[] file) throws IOException {
        Path path = Files.write(folder.resolve(name), file);
        assertThatThrownBy(() -> header(path))
                .isInstanceOfSatisfying(UnusableImageException.class, refused -> assertThat(refused.code())
                        .isEqualTo("too_complex"))
                .hasMessageContaining("200000 chunks");
    }

    @Test
    void a_picture_without_extent_is_corrupt() throws IOException {
        byte[] frame = {0, 0, 0, (byte) 0x9d, 1, 0x2a, 0, 0, 0, 0};
        ByteArrayOutputStream chunks = new ByteArrayOutputStream();
        WebpContainerWriter.append(chunks, "VP8 ", frame);
        Path file = Files.write(folder.resolve("a.webp"), WebpContainerWriter.file(chunks.toByteArray()));
        assertThatThrownBy(() -> header(file)).isInstanceOf(UnusableImageException.class);
    }

    @Test
    void a_profile_name_with_an_overflowing_length_is_ignored() {
        ByteBuffer profile = ByteBuffer.allocate(200);
        profile.putInt(128, 1)
                .put(132, "desc".getBytes(ISO_8859_1))
                .putInt(136, 150)
                .putInt(140, 40);
        profile.put(150, "mluc".getBytes(ISO_8859_1)).putInt(170, 400).putInt(174, Integer.MAX_VALUE - 10);
        assertThat(new IccProfile(profile.array()).description()).isEmpty();
    }

    @Test
    void texts_that_almost_match_everywhere_cost_little() {
        String quotes = "Steps: 1, " + "a: \"".repeat(1_000_000);
        String letters = "Steps: 1, " + "a".repeat(4_000_000);
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        for (String text : new String[] {quotes, letters, quotes.substring(10), letters.substring(10)}) {
            GenerationData.parse(Map.of("parameters", text, "UserComment", text, "Comment", text));
        }
        long took = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
        assertThat(Duration.ofNanos(took)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void a_long_quoted_value_does_not_use_up_the_stack() throws Exception {
        String text = "a fox\nSteps: 20, Note: \"" + "\\x".repeat(5_000) + "\", Seed: 7";
        Object[] seed = new Object[1];
        Thread small = new Thread(
                null,
                () -> seed[0] = GenerationData.parse(Map.of("parameters", text))
                        .orElseThrow()
                        .get("seed"),
                "small",
                256 << 10);
        small.start();
        small.join();
        assertThat(seed[0]).isEqualTo(7L);
    }

    @Test
    void a_graph_of_endless_references_is_not_followed_to_its_end() {
        StringBuilder graph = new StringBuilder("{");
        graph.append("\"n\":{\"class_type\":\"C\",\"inputs\":{\"a\":1");
        for (int i = 0; i < 50_000; i++) {
            graph.append(",\"").append(i).append("\":[\"n\",0]");
        }
        graph.append("}}");
        for (int i = 0; i < 20_000; i++) {
            graph.append(",\"s")
                    .append(i)
                    .append("\":{\"class_type\":\"KSampler\",\"inputs\":{\"positive\":[\"n\",0]}}");
        }
        String prompt = graph.append("}").toString();
        // following all links would take minutes, so the margin is wide
        CpuTime.within(Duration.ofSeconds(20), () -> GenerationData.parse(Map.of("prompt", prompt)));
    }

    private static ImageHeader header(Path file) {
        return ImageFiles.header(file, MediaSniffer.sniff(file).orElseThrow()).orElseThrow();
    }

    private static byte[] join(byte[] one, byte[] other) {
        return Containers.join(one, other);
    }
}
