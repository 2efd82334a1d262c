package io.runfolio.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.Bundles;
import io.runfolio.run.AssetKind;
import io.runfolio.run.AssetSource;
import io.runfolio.run.Job;
import io.runfolio.run.RunRequest;
import io.runfolio.wiring.Backends;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VariantReaderTest {
    @TempDir
    Path folder;

    private BundleLayout layout;
    private RunViewReader views;
    private VariantReader variantReader;
    private ReviewService reviewService;

    @BeforeEach
    void open() {
        layout = Backends.outputs(folder);
        views = new RunViewReader(layout);
        variantReader = new VariantReader(layout, VariantGroupResolver.scanning(layout));
        reviewService = new ReviewService(layout, VariantGroupResolver.scanning(layout), Bundles.CLOCK);
    }

    @Test
    void artifacts_of_one_run_are_a_set_in_the_order_of_their_ranks() {
        RunView run = seal("a", "A fox", "film", 28, null, 1, 2, 3);
        reviewService.apply(run.runPath(), ReviewRequest.rank(id(run, 2), 1, "ada"));
        reviewService.apply(run.runPath(), ReviewRequest.rank(id(run, 0), 2, "ada"));
        reviewService.apply(run.runPath(), ReviewRequest.of(id(run, 2), ReviewAction.PREFER, "ada"));

        VariantSet set = variantReader.ofRun(views.at(run.runPath()).orElseThrow());

        assertThat(set.variants())
                .extracting(variant -> variant.artifact().position())
                .containsExactly(3, 1, 2);
        assertThat(set.preferred()).contains(id(run, 2));
        assertThat(set.group()).isEmpty();
    }

    @Test
    void artifacts_of_one_group_are_a_set_over_their_runs() {
        RunView first = seal("a", "A fox", "film", 28, "foxes", 1);
        RunView second = seal("b", "A wolf", "film", 28, "foxes", 2, 3);
        seal("c", "A cat", "film", 28, "cats", 4);

        VariantSet set = variantReader.setOf(first);

        assertThat(set.group()).contains("foxes");
        assertThat(set.variants())
                .extracting(variant -> variant.artifact().record().id())
                .containsExactlyInAnyOrder(id(first, 0), id(second, 0), id(second, 1));
        assertThat(variantReader.ofGroup("none").variants()).isEmpty();
    }

    @Test
    void a_comparison_marks_what_differs_and_no_more() {
        RunView first = seal("a", "A red fox, in the snow", "film", 28, "foxes", 1);
        RunView second = seal("b", "A grey fox in deep snow", "film", 40, "foxes", 2);

        Comparison comparison = VariantReader.compare(List.of(variant(first, 0), variant(second, 0)));

        Map<String, Comparison.Row> rows =
                comparison.rows().stream().collect(Collectors.toMap(Comparison.Row::name, row -> row));
        assertThat(rows.get("seed")).isEqualTo(new Comparison.Row("seed", List.of("1", "2"), true));
        assertThat(rows.get("steps")).isEqualTo(new Comparison.Row("steps", List.of(28, 40), true));
        assertThat(rows.get("preset")).isEqualTo(new Comparison.Row("preset", List.of("film", "film"), false));
        assertThat(rows.get("jobSeconds").values()).containsExactly(70.5, 70.5);
        assertThat(rows.get("bytes").differs()).isFalse();
        assertThat(rows.get("providerModel").values()).containsOnlyNulls();
        assertThat(comparison.columns().get(0).words()).isEqualTo(new PromptDiff(List.of(), List.of()));
        assertThat(comparison.columns().get(1).words())
                .isEqualTo(new PromptDiff(List.of("grey", "deep"), List.of("red", "the")));
    }

    @Test
    void one_artifact_is_no_comparison() {
        RunView run = seal("a", "A fox", "film", 28, null, 1);

        assertThatThrownBy(() -> VariantReader.compare(List.of(variant(run, 0))))
                .isInstanceOf(InvalidReviewException.class);
    }

    @Test
    void words_are_compared_without_regard_to_case_and_commas() {
        assertThat(PromptDiff.between("Soft light, a Café.", "a café at dawn, soft Light"))
                .isEqualTo(new PromptDiff(List.of("at", "dawn", "soft", "Light"), List.of("Soft", "light")));
        assertThat(PromptDiff.between("", "one two")).isEqualTo(new PromptDiff(List.of("one", "two"), List.of()));
        assertThat(PromptDiff.between("one", "")).isEqualTo(new PromptDiff(List.of(), List.of("one")));
    }

    private RunView seal(String event, String prompt, String preset, int steps, String group, int... seeds) {
        var request = RunRequest.builder("succeeded", "m")
                .prompt(prompt)
                .job(new Job(
                        "job",
                        "pipe",
                        preset,
                        null,
                        steps,
                        "2026-03-26T21:44:00Z",
                        "2026-03-26T22:45:10.500+01:00",
                        group));
        for (int seed : seeds) {
            request.output(
                    new AssetSource(AssetKind.IMAGE, "a.png", "output", null, null, List.of(), Map.of("seed", seed)));
        }
        return views.at(Bundles.seal(layout, request.build(), event).runDir()).orElseThrow();
    }

    private static Variant variant(RunView run, int index) {
        return VariantReader.variants(run).toList().get(index);
    }

    private static String id(RunView run, int index) {
        return run.artifacts().get(index).record().id();
    }
}
