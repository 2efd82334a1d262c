package io.runfolio.work.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.runfolio.Programs;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.coordination.task.SharedTask;
import io.runfolio.coordination.task.TaskClaim;
import io.runfolio.files.Checksums;
import io.runfolio.media.child.ProcessChildRunner;
import io.runfolio.media.video.chunk.Chunk;
import io.runfolio.media.video.chunk.ChunkTask;
import io.runfolio.media.video.chunk.OnePieceException;
import io.runfolio.media.video.engine.ChunkPlan;
import io.runfolio.media.video.engine.VideoEngineSelector;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A helper encodes only the clip and the settings that the task names, and reads nothing else. */
class ChunkExecutorIT {
    private static final String JOB = "transcodes/a/output_01";
    private static final String CLIP = "staging/owner/run/original/output_01.mp4";
    private static final String GRAPH = "[0:0]trim=start_pts=0:end_pts=5120,setpts=PTS-STARTPTS[web]";
    private static final int FRAMES = 10;

    @TempDir
    Path outputs;

    private BundleLayout layout;
    private VideoEngineSelector engines;
    private Path clip;

    @BeforeEach
    void make_a_clip() throws IOException {
        layout = Backends.outputs(outputs);
        engines = VideoEngineSelector.create(
                RunfolioSettings.from(Map.of("runfolio.video.engine", "program"))
                        .media(),
                new ProcessChildRunner());
        clip = layout.control().resolve(CLIP);
        Files.createDirectories(clip.getParent());
        Files.createDirectories(layout.control().resolve(JOB));
        String scene = "ffmpeg -v error -f lavfi -i testsrc2=size=64x48:rate=25:duration=1 -c:v libx264"
                + " -video_track_timescale 12800 -pix_fmt yuv420p -bf 0 " + clip;
        assumeTrue(Programs.succeeds(scene.split(" ")), "ffmpeg is on the path");
    }

    private ChunkTask task(int frames) {
        ChunkPlan plan = new ChunkPlan(clip, "mov", 0, Optional.empty(), 0, GRAPH, 0, 0, outputs);
        return ChunkTask.of(
                Checksums.sha256(clip), engines.engine().orElseThrow().describe(), new Chunk(0, frames), plan);
    }

    private String body() throws IOException {
        return ChunkOrder.of(task(FRAMES), CLIP, Files.size(clip)).toJson();
    }

    private void execute(String job, String key, String body) {
        new ChunkExecutor(layout, "helper", engines, Duration.ofMinutes(1))
                .execute(new TaskClaim(job, new SharedTask(key, body), 1));
    }

    private void assertDeclined(UnaryOperator<String> change) throws IOException {
        String changed = change.apply(body());
        assertThat(changed).isNotEqualTo(body());
        assertThatThrownBy(() -> execute(JOB, task(FRAMES).key(), changed))
                .as(changed)
                .isInstanceOf(ChunkExecutor.NotHereException.class);
    }

    private void assertEncodes() throws IOException {
        execute(JOB, task(FRAMES).key(), body());
        assertThat(layout.control().resolve(JOB).resolve(task(FRAMES).key()).resolve("web.mp4"))
                .isNotEmptyFile();
        assertThat(layout.staging("helper")).isEmptyDirectory();
    }

    @Test
    void a_task_that_names_another_clip_engine_or_place_is_left_to_others() throws IOException {
        assertDeclined(body -> body.replace(CLIP, "staging/owner/run/original/missing.mp4"));
        assertDeclined(body -> body.replace(CLIP, "../../" + CLIP));
        assertDeclined(body -> body.replace(CLIP, clip.toString()));
        assertDeclined(body -> body.replaceFirst("\"bytes\":\\d+", "\"bytes\":7"));
        assertDeclined(body -> body.replace("end_pts=5120", "end_pts=5121"));
        assertDeclined(body -> "{}");
        assertDeclined(body -> "not JSON");
        String key = task(FRAMES).key();
        assertThatThrownBy(() -> execute("transcodes/missing/output_01", key, body()))
                .isInstanceOf(ChunkExecutor.NotHereException.class);
        assertThat(layout.control().resolve("transcodes/missing")).doesNotExist();

        byte[] bytes = Files.readAllBytes(clip);
        bytes[bytes.length - 1] ^= 1;
        String whole = body();
        Files.write(clip, bytes);
        assertThatThrownBy(() -> execute(JOB, key, whole)).isInstanceOf(ChunkExecutor.NotHereException.class);
        assertThat(layout.staging("helper")).doesNotExist();
        bytes[bytes.length - 1] ^= 1;
        Files.write(clip, bytes);

        assertEncodes();
    }

    @Test
    void a_chunk_with_another_number_of_frames_is_not_published() throws IOException {
        ChunkTask longer = task(FRAMES + 1);
        String body = ChunkOrder.of(longer, CLIP, Files.size(clip)).toJson();

        assertThatThrownBy(() -> execute(JOB, longer.key(), body)).isInstanceOf(OnePieceException.class);
        assertThat(layout.control().resolve(JOB)).isEmptyDirectory();

        assertEncodes();
    }
}
