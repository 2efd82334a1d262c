package io.runfolio.media.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.runfolio.media.Derivative;
import io.runfolio.media.MediaResult;
import io.runfolio.run.AssetState;
import io.runfolio.run.DerivativeKind;
import io.runfolio.settings.VideoSettings.Engine;
import io.runfolio.settings.VideoSettings.WebPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Base of tests of video engines. The ffmpeg program makes their clips.
 *
 * <p>In the long form each test runs on each engine, in the short form on one, in turn. Tests of a container or a
 * codec, and those of safety, run {@linkplain #onEachEngine on each engine} in both forms.
 */
@ParameterizedClass
@MethodSource("forms")
@ExtendWith(EngineInTurn.class)
abstract class EachEngineTestBase {
    static final String SCENE = "-f lavfi -i testsrc2=size=320x240:rate=25:duration=1";
    static final String TONE = "-f lavfi -i sine=frequency=440:duration=1";
    static final String H264 = "-c:v libx264 -preset ultrafast -qp 5 -pix_fmt yuv420p";
    static final String LOSSLESS = "-c:v ffv1";

    private static final List<Engine> ENGINES = List.of(Engine.PROGRAM, Engine.EMBEDDED);

    /** Choice of the engines for the tests of a class. */
    enum Form {
        PROGRAM,
        EMBEDDED,
        IN_TURN
    }

    @Parameter
    Form form;

    Engine engine;

    @TempDir
    Path folder;

    VideoTestBench videoTestBench;

    private final WebPolicy policy;

    EachEngineTestBase(WebPolicy policy) {
        this.policy = policy;
    }

    static List<Form> forms() {
        return Boolean.getBoolean("runfolio.long") ? List.of(Form.PROGRAM, Form.EMBEDDED) : List.of(Form.IN_TURN);
    }

    @BeforeEach
    void anEngineIsThere() throws IOException {
        use(engine);
        FfmpegCommand.assumePresent();
    }

    private void use(Engine used) throws IOException {
        videoTestBench = new VideoTestBench(Files.createDirectory(folder.resolve(used.name())), used, policy);
        assumeTrue(videoTestBench.processor.engines().isAvailable(), "this engine does not start here");
    }

    /** Runs a test on each engine, unless its class does so. */
    void onEachEngine(Executable test) throws Throwable {
        test.execute();
        if (form == Form.IN_TURN) {
            use(ENGINES.get(1 - ENGINES.indexOf(engine)));
            test.execute();
        }
    }

    Path clip(String name, String words) {
        return FfmpegCommand.make(videoTestBench.sources.resolve(name), words);
    }

    static void assertReady(MediaResult result) {
        assertThat(result.problem()).isEmpty();
        assertThat(result.state()).isEqualTo(AssetState.READY);
    }

    static void assertProblem(MediaResult result, AssetState state, String code) {
        assertThat(result.problem().map(MediaResult.Problem::code)).contains(code);
        assertThat(result.state()).isEqualTo(state);
        assertThat(result.derivatives()).isEmpty();
    }

    static Derivative web(MediaResult result) {
        return derivative(result, DerivativeKind.WEB);
    }

    static Derivative poster(MediaResult result) {
        return derivative(result, DerivativeKind.POSTER);
    }

    private static Derivative derivative(MediaResult result, DerivativeKind kind) {
        return result.derivatives().stream()
                .filter(derivative -> derivative.kind() == kind)
                .findFirst()
                .orElseThrow();
    }

    /** Compares a clip's frames with reference planes of 4:2:0 in the same size. */
    static void assertClose(byte[] reference, Path clip, int width, int height) {
        Planes.Similarity similarity =
                Planes.compare(reference, FfmpegCommand.planes(clip, width, height), width, height);
        assertThat(similarity.frames()).isPositive();
        assertThat(similarity.y()).as("luma").isGreaterThan(0.95);
        assertThat(similarity.u()).as("U").isGreaterThan(0.95);
        assertThat(similarity.v()).as("V").isGreaterThan(0.95);
    }

    static long indexOfBox(Path file, String name) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        for (int at = 0; at + 8 <= bytes.length; ) {
            if (new String(bytes, at + 4, 4, StandardCharsets.ISO_8859_1).equals(name)) {
                return at;
            }
            at += java.nio.ByteBuffer.wrap(bytes, at, 4).getInt();
        }
        throw new AssertionError("no box " + name);
    }
}
