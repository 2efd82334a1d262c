package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.runfolio.media.MediaResult;
import io.runfolio.media.MediaResult.Problem;
import io.runfolio.run.AssetState;
import io.runfolio.run.DerivativeSettings;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures that programs of their own decode, JPEG XL and SVG, and icons, which need none. */
class ProgramPicturesIT {
    private static final DerivativeSettings EXACT =
            new DerivativeSettings(16_000, "png", 100, 384, "png", 100, 1280, 640, "jpg", false, true);

    @TempDir
    Path folder;

    private Runfolio runfolio;
    private Path work;

    @BeforeEach
    void open() throws IOException {
        runfolio = Runfolio.open(new TestWorkspace(folder).settings());
        work = Files.createDirectories(folder.resolve("work"));
    }

    @AfterEach
    void close() {
        runfolio.close();
    }

    @Test
    void an_svg_is_drawn_in_the_size_that_it_names() throws Exception {
        assumeProgram("rsvg-convert");
        String svg = "<svg xmlns='http://www.w3.org/2000/svg' width='120' height='80'>"
                + "<rect width='60' height='80' fill='#c83cbe'/><script>document.title='x'</script></svg>";
        BufferedImage web = web("a.svg", svg.getBytes(StandardCharsets.UTF_8));
        assertThat(List.of(web.getWidth(), web.getHeight())).containsExactly(120, 80);
        assertThat(new Color(web.getRGB(30, 40))).isEqualTo(new Color(0xc83cbe));
        assertThat(web.getRGB(90, 40) >>> 24).isZero();
    }

    @Test
    void an_svg_draws_nothing_of_other_files() throws Exception {
        assumeProgram("rsvg-convert");
        BufferedImage red = new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB);
        for (int at = 0; at < 1600; at++) {
            red.setRGB(at % 40, at / 40, 0xff0000);
        }
        Path secret = folder.resolve("work").resolve("secret.png");
        ImageIO.write(red, "png", secret.toFile());
        for (String address :
                List.of("secret.png", secret.toString(), secret.toUri().toString(), "../secret.png")) {
            String svg = "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink'"
                    + " width='40' height='40'><rect width='40' height='40' fill='#00ff00'/><image href='" + address
                    + "' xlink:href='" + address + "' width='40' height='40'/></svg>";
            BufferedImage web = web("a.svg", svg.getBytes(StandardCharsets.UTF_8));
            assertThat(new Color(web.getRGB(20, 20))).as(address).isEqualTo(Color.GREEN);
        }
        Files.delete(secret);
    }

    @Test
    void svg_bombs_end_in_a_state_and_a_good_one_after_them_is_drawn() throws Exception {
        assumeProgram("rsvg-convert");
        StringBuilder laughs = new StringBuilder("<!DOCTYPE svg [<!ENTITY a0 'ha'>");
        for (int level = 1; level < 12; level++) {
            laughs.append("<!ENTITY a" + level + " '" + ("&a" + (level - 1) + ";").repeat(10) + "'>");
        }
        laughs.append("]><svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><text>&a11;</text></svg>");
        for (String svg : List.of(
                "<svg xmlns='http://www.w3.org/2000/svg' width='60000' height='60000'/>",
                "<svg xmlns='http://www.w3.org/2000/svg' width='9000mm' height='9000mm'/>",
                "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><rect",
                laughs.toString())) {
            MediaResult result = derive("bomb.svg", svg.getBytes(StandardCharsets.UTF_8));
            assertThat(result.state()).as(svg).isEqualTo(AssetState.FAILED);
            assertThat(result.derivatives()).isEmpty();
        }
        String good = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'/>";
        assertThat(derive("good.svg", good.getBytes(StandardCharsets.UTF_8)).state())
                .isEqualTo(AssetState.READY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"zstd", "lzma", "webp"})
    void a_tiff_of_a_compression_that_java_lacks_is_decoded_and_a_damaged_one_fails(String compression)
            throws Exception {
        assumeProgram("tiffcp");
        BufferedImage picture = new BufferedImage(60, 40, BufferedImage.TYPE_INT_RGB);
        for (int at = 0; at < 2400; at++) {
            picture.setRGB(at % 60, at / 60, at % 60 < 30 ? 0xc83cbe : 0x5a825a);
        }
        Path plain = folder.resolve("plain.tif");
        ImageIO.write(picture, "tiff", plain.toFile());
        Path packed = folder.resolve("packed.tif");
        Process copy = new ProcessBuilder("tiffcp", "-c", compression, plain.toString(), packed.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(copy.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assumeTrue(copy.waitFor() == 0 && !said.contains("not configured"), said);
        byte[] file = Files.readAllBytes(packed);
        BufferedImage web = web("a, b.tif", file);
        assertThat(List.of(web.getWidth(), web.getHeight())).containsExactly(60, 40);
        assertNear(web.getRGB(12, 20), 0xc83cbe);
        assertNear(web.getRGB(48, 20), 0x5a825a);
        byte[] damaged = file.clone();
        Arrays.fill(damaged, 8, 40, (byte) 0x5a);
        MediaResult result = derive("damaged.tif", damaged);
        assertThat(result.state()).isEqualTo(AssetState.FAILED);
        assertThat(result.problem().map(Problem::code)).contains("corrupt");
        assertNear(web("a.tif", file).getRGB(12, 20), 0xc83cbe);
    }

    private static void assertNear(int color, int expected) {
        for (int shift : new int[] {0, 8, 16}) {
            assertThat(color >> shift & 255).isBetween((expected >> shift & 255) - 4, (expected >> shift & 255) + 4);
        }
    }

    @Test
    void a_jpeg_xl_is_decoded_and_a_cut_one_fails() throws Exception {
        assumeProgram("cjxl");
        assumeProgram("djxl");
        BufferedImage picture = new BufferedImage(150, 100, BufferedImage.TYPE_INT_RGB);
        for (int at = 0; at < 15_000; at++) {
            picture.setRGB(at % 150, at / 150, at * 2_654_435 & 0x3f3f3f | 0xc03cbe & 0xc0c0c0);
        }
        ImageIO.write(picture, "png", work.resolve("a.png").toFile());
        for (String form : List.of("--container=0", "--container=1")) {
            run("cjxl", work.resolve("a.png").toString(), work.resolve("a.jxl").toString(), "-d", "0", form);
            byte[] jxl = Files.readAllBytes(work.resolve("a.jxl"));
            BufferedImage web = web("b.jxl", jxl);
            for (int at = 0; at < 15_000; at += 997) {
                assertThat(web.getRGB(at % 150, at / 150)).isEqualTo(picture.getRGB(at % 150, at / 150));
            }
            MediaResult cut = derive("cut.jxl", Arrays.copyOf(jxl, jxl.length / 2));
            assertThat(cut.state()).isEqualTo(AssetState.FAILED);
            assertThat(cut.problem().map(Problem::code)).contains("corrupt");
        }
    }

    @Test
    void the_largest_picture_of_an_icon_is_used_in_any_encoding() throws Exception {
        byte[] small = png(16, 0xff0000);
        byte[] large = png(48, 0x0a14c8);
        BufferedImage ofPng = web("a.ico", icon(new int[] {16, 48}, new byte[][] {small, large}));
        assertThat(ofPng.getWidth()).isEqualTo(48);
        assertThat(new Color(ofPng.getRGB(20, 20))).isEqualTo(new Color(0x0a14c8));
        BufferedImage ofBitmap = web("b.ico", icon(new int[] {32, 16}, new byte[][] {bitmap(32, 0x28c83c), small}));
        assertThat(ofBitmap.getWidth()).isEqualTo(32);
        assertThat(new Color(ofBitmap.getRGB(9, 9))).isEqualTo(new Color(0x28c83c));
    }

    @Test
    void an_icon_that_claims_a_huge_picture_is_refused_on_its_header() throws Exception {
        byte[] bomb = bitmap(32, 0);
        ByteBuffer.wrap(bomb).order(ByteOrder.LITTLE_ENDIAN).putInt(4, 60_000).putInt(8, 120_000);
        MediaResult result = derive("a.ico", icon(new int[] {32}, new byte[][] {bomb}));
        assertThat(result.problem().map(Problem::code)).contains("too_many_pixels");
    }

    private BufferedImage web(String name, byte[] file) throws IOException {
        MediaResult result = derive(name, file);
        assertThat(result.problem()).isEmpty();
        BufferedImage web = ImageIO.read(result.derivatives().get(0).file().toFile());
        result.derivatives().forEach(one -> one.file().toFile().delete());
        return web;
    }

    private MediaResult derive(String name, byte[] file) throws IOException {
        return runfolio.generateImageDerivatives(
                Files.write(work.resolve(name), file), work.resolve("web"), work.resolve("thumb"), EXACT);
    }

    private static byte[] png(int side, int colour) throws IOException {
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        for (int at = 0; at < side * side; at++) {
            image.setRGB(at % side, at / side, colour);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }

    /** Returns a 32-bit bitmap without file header, of double height for its 1-bit mask. */
    private static byte[] bitmap(int side, int colour) {
        ByteBuffer out = ByteBuffer.allocate(40 + 4 * side * side + side * ((side + 31) / 32 * 4))
                .order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(40).putInt(side).putInt(2 * side).putShort((short) 1).putShort((short) 32);
        out.position(40);
        for (int at = 0; at < side * side; at++) {
            out.putInt(colour | 0xff000000);
        }
        return out.array();
    }

    private static byte[] icon(int[] sides, byte[][] pictures) {
        int at = 6 + 16 * sides.length;
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        ByteBuffer head = ByteBuffer.allocate(at).order(ByteOrder.LITTLE_ENDIAN);
        head.putShort((short) 0).putShort((short) 1).putShort((short) sides.length);
        for (int index = 0; index < sides.length; index++) {
            head.put((byte) sides[index]).put((byte) sides[index]).putShort((short) 0);
            head.putShort((short) 1).putShort((short) 32);
            head.putInt(pictures[index].length).putInt(at + data.size());
            data.writeBytes(pictures[index]);
        }
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(head.array());
        file.writeBytes(data.toByteArray());
        return file.toByteArray();
    }

    private static void assumeProgram(String name) {
        boolean there = Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(path -> Files.isExecutable(Path.of(path, name)));
        assumeTrue(there, "the test needs the program " + name);
    }

    private static void run(String... line) throws Exception {
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        process.getInputStream().readAllBytes();
        assertThat(process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0)
                .isTrue();
    }
}
