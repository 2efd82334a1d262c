package io.runfolio.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.artifact.ReviewAction;
import io.runfolio.bundle.Bundles;
import io.runfolio.catalog.sync.CatalogAccess;
import io.runfolio.retention.RetentionLibrary;
import io.runfolio.run.ArtifactHint;
import io.runfolio.run.AssetKind;
import io.runfolio.run.RunRequest;
import io.runfolio.settings.CatalogSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans of retention from the command line. */
class RetentionCommandIT {
    @TempDir
    private Path folder;

    private RetentionLibrary library;
    private String run;
    private Path policy;

    @BeforeEach
    void library() throws IOException {
        library = new RetentionLibrary(folder.resolve("outputs"));
        run = library.seal("one");
        library.review(run, 0, ReviewAction.APPROVE);
        policy = Files.writeString(
                folder.resolve("retention.yaml"),
                "rules: [{name: pictures, match: {kind: image}, action: binaries}]\n");
        try (CatalogAccess catalog = new CatalogAccess(CatalogSettings.defaults(), library.layout)) {
            catalog.follower().rebuild(done -> {});
        }
    }

    private CommandResult retention(String... arguments) {
        List<String> all = new ArrayList<>(List.of("retention"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--set", "runfolio.retention.policy=" + policy, "--outputs"));
        all.add(folder.resolve("outputs").toString());
        return CommandResult.runfolio(all.toArray(String[]::new));
    }

    @Test
    void a_plan_says_what_goes_and_what_stays_and_is_applied_once() {
        CommandResult shown = retention("plan");
        assertThat(shown.code()).isZero();
        assertThat(shown.out())
                .contains("REMOVES", "binaries", "pictures", "kind image", "KEEPS", "approved", "total")
                .contains("1 removals free")
                .contains("runfolio retention apply plan-");
        JsonNode plan = retention("plan", "--json").json();
        String id = plan.at("/plan/id").asText();
        assertThat(plan.at("/entries/0/artifact_id").asText()).isEqualTo(library.id(run, 1));
        assertThat(plan.at("/kept/0/protections/0/kind").asText()).isEqualTo("approved");

        JsonNode applied = retention("apply", id, "--json").json();

        assertThat(applied.get("removed").asInt()).isEqualTo(1);
        assertThat(applied.get("bytes")).isEqualTo(plan.at("/plan/bytes"));
        assertThat(library.files(run))
                .doesNotContainKey(
                        library.artifact(run, 1).asset().orElseThrow().relativePath());
        assertThat(retention("apply", id).out()).contains("was applied before; nothing was done");
        assertThat(retention("status").out()).contains(id, "applied", "1 rules");
    }

    @Test
    void a_run_that_was_sealed_after_the_plan_protects_what_it_was_made_from() {
        String id = retention("plan", "--json").json().at("/plan/id").asText();
        String source = library.id(run, 1);
        Bundles.seal(
                library.layout,
                RunRequest.builder("succeeded", "upscaler")
                        .artifact(new ArtifactHint(null, null, null, null, null, Map.of(), List.of(source)))
                        .output(AssetKind.IMAGE, "large.png")
                        .build(),
                "two");
        assertThat(CommandResult.runfolio(
                                "index",
                                "rebuild",
                                "--outputs",
                                library.layout.outputs().toString())
                        .code())
                .isZero();
        Map<String, String> before = library.files(run);

        JsonNode applied = retention("apply", id, "--json").json();

        assertThat(applied.get("removed").asInt()).isZero();
        assertThat(applied.get("skipped").toString()).contains("referenced");
        assertThat(library.files(run)).isEqualTo(before);
    }

    @Test
    void mistakes_are_named_and_nothing_is_planned() throws IOException {
        assertThat(retention("check").code()).isZero();
        Files.writeString(policy, "rules: [{name: a, match: {knd: image}, action: binaries}]\n");

        CommandResult checked = retention("check");
        assertThat(checked.code()).isEqualTo(4);
        assertThat(checked.out()).contains("rules[0].match.knd is not known: write kind");
        assertThat(retention("plan").code()).isEqualTo(4);
        assertThat(retention("status").code()).isEqualTo(4);
        assertThat(retention("apply", "plan-0123456789abcdef").code()).isNotZero();
    }
}
