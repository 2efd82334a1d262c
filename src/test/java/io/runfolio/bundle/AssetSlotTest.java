package io.runfolio.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.run.AssetKind;
import io.runfolio.run.RunRequest;
import io.runfolio.run.RunRequestBuilder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AssetSlotTest {
    @ParameterizedTest
    @CsvSource({
        "IMAGE, Motion Source, motion",
        "VIDEO, motion_audio, motion",
        "VIDEO, voice-AUDIO, audio",
        "AUDIO, ref, audio",
        "IMAGE, video frame, video",
        "VIDEO, ref, video",
        "TEXT, Reference, ref",
        "IMAGE, start, ref",
        "OTHER, seed, input",
        "TEXT, prefix, ref",
    })
    void an_input_is_named_by_its_role_and_kind(AssetKind kind, String role, String prefix) {
        RunRequest request = request().input(kind, "/x/a.png", role).build();
        assertThat(AssetSlot.plan(request).get(0).stem()).isEqualTo(prefix + "_01");
    }

    @Test
    void inputs_are_counted_by_prefix_and_outputs_altogether() {
        RunRequest request = request()
                .input(AssetKind.IMAGE, "a.png", "ref")
                .input(AssetKind.VIDEO, "b.mp4", "motion")
                .input(AssetKind.IMAGE, "c.JPG", "style")
                .output(AssetKind.IMAGE, "d.PNG")
                .output(AssetKind.VIDEO, "e.mp4")
                .build();
        List<AssetSlot> slots = AssetSlot.plan(request);
        assertThat(slots)
                .extracting(AssetSlot::stem)
                .containsExactly("ref_01", "motion_01", "ref_02", "output_01", "output_02");
        assertThat(slots).extracting(AssetSlot::position).containsExactly(1, 2, 3, 1, 2);
        assertThat(slots).extracting(AssetSlot::output).containsExactly(false, false, false, true, true);
    }

    @Test
    void the_hundredth_output_has_three_digits() {
        RunRequestBuilder request = request();
        for (int i = 0; i < 100; i++) {
            request.output(AssetKind.IMAGE, "x.png");
        }
        assertThat(AssetSlot.plan(request.build()).get(99).stem()).isEqualTo("output_100");
    }

    /** Python's {@code Path(path).suffix.lower()}, without what is unfit for a file name. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/a/b.PNG | .png",
                "b.tar.gz | .gz",
                "/a.b/c | ''",
                ".hidden | ''",
                "name. | ''",
                "C:\\out\\x.Mp4 | .mp4",
                "x.p$g | ''",
                "x.abcdefghijklmnop | ''",
                "x.abcdefghijklmno | .abcdefghijklmno",
                "x.pñg | ''",
            })
    void the_extension_is_the_lower_case_suffix(String path, String extension) {
        RunRequest request = request().output(AssetKind.IMAGE, path).build();
        assertThat(AssetSlot.plan(request).get(0).extension()).isEqualTo(extension);
    }

    @Test
    void files_go_to_the_folders_of_the_contract() {
        RunFolder folder = new RunFolder(Path.of("run"));
        RunRequest request = request()
                .input(AssetKind.IMAGE, "a.png", "ref")
                .output(AssetKind.VIDEO, "b.mp4")
                .build();
        AssetSlot input = AssetSlot.plan(request).get(0);
        AssetSlot output = AssetSlot.plan(request).get(1);
        assertThat(folder.relative(input.original(folder))).isEqualTo("inputs/ref_01.png");
        assertThat(folder.relative(output.original(folder))).isEqualTo("original/output_01.mp4");
        assertThat(folder.relative(output.webStem(folder))).isEqualTo("web/output_01");
        assertThat(folder.relative(output.thumbStem(folder))).isEqualTo("thumb/output_01");
        assertThat(folder.relative(output.posterStem(folder))).isEqualTo("thumb/output_01_poster");
        assertThat(folder.relative(output.log(folder))).isEqualTo("logs/output_01.ffmpeg.log");
    }

    private static RunRequestBuilder request() {
        return RunRequest.builder("succeeded", "m");
    }
}
