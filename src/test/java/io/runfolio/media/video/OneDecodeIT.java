package io.runfolio.media.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.runfolio.media.DerivativeTargets;
import io.runfolio.media.MediaJob;
import io.runfolio.media.MediaResult;
import io.runfolio.media.child.ChildCommand;
import io.runfolio.media.child.ProcessChildRunner;
import io.runfolio.media.video.engine.VideoEngineSelector;
import io.runfolio.run.AssetKind;
import io.runfolio.run.DerivativeKind;
import io.runfolio.run.DerivativeSettings;
import io.runfolio.settings.MediaSettings;
import io.runfolio.settings.VideoSettings.Engine;
import io.runfolio.settings.VideoSettings.WebPolicy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Checks that web file and poster come from one decode by one child process. A probe precedes it unless the clip is
 * plain.
 */
class OneDecodeIT {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(
            value = Engine.class,
            names = {"PROGRAM", "EMBEDDED"})
    void a_clip_that_is_encoded_is_decoded_once_for_web_and_poster(Engine engine) {
        Path clip = FfmpegCommand.make(
                folder.resolve("a.mkv"),
                EachEngineTestBase.SCENE + " " + EachEngineTestBase.TONE + " " + EachEngineTestBase.H264);
        List<ChildCommand> commands = commands(engine, WebPolicy.ALWAYS, clip);
        assertThat(commands).as("a probe and the work").hasSize(2);
        assertThat(commands.get(1).arguments().stream().filter(word -> word.contains(clip.toString())))
                .as("how often the clip is opened")
                .hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Engine.class,
            names = {"PROGRAM", "EMBEDDED"})
    void a_plain_clip_costs_one_start_whether_it_is_copied_or_encoded(Engine engine) {
        Path clip = FfmpegCommand.make(
                folder.resolve("a.mp4"),
                EachEngineTestBase.SCENE + " " + EachEngineTestBase.TONE + " -c:v libx264 -pix_fmt yuv420p -c:a aac");
        assertThat(commands(engine, WebPolicy.WHEN_NEEDED, clip)).hasSize(1);
        assertThat(commands(engine, WebPolicy.ALWAYS, clip)).hasSize(1);
    }

    /** Returns the commands that make a clip's derivatives, after the engine was found. */
    private List<ChildCommand> commands(Engine engine, WebPolicy policy, Path clip) {
        List<ChildCommand> commands = Collections.synchronizedList(new ArrayList<>());
        ProcessChildRunner real = new ProcessChildRunner();
        MediaSettings settings = VideoTestBench.settings(engine, Optional.empty(), policy);
        VideoEngineSelector engines = VideoEngineSelector.create(settings, command -> {
            commands.add(command);
            return real.run(command);
        });
        assumeTrue(engines.isAvailable(), "this engine does not start here");
        commands.clear();

        MediaResult result = new VideoProcessor(engines, settings).derive(job(clip));

        assertThat(result.derivatives())
                .extracting(one -> one.kind())
                .containsExactlyInAnyOrder(DerivativeKind.WEB, DerivativeKind.POSTER);
        assertThat(result.derivatives().get(0).metadata()).containsEntry("remuxed", policy == WebPolicy.WHEN_NEEDED);
        return commands;
    }

    private MediaJob job(Path clip) {
        DerivativeTargets targets = new DerivativeTargets(
                folder.resolve("web"), folder.resolve("thumb"), folder.resolve("poster"), folder.resolve("log"));
        return new MediaJob(
                clip, AssetKind.VIDEO, String.valueOf(clip.getFileName()), targets, DerivativeSettings.defaults());
    }
}
