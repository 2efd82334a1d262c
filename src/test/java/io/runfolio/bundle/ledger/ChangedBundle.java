package io.runfolio.bundle.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.Runfolio;
import io.runfolio.TestWorkspace;
import io.runfolio.artifact.ReviewAction;
import io.runfolio.artifact.ReviewRequest;
import io.runfolio.artifact.ReviewService;
import io.runfolio.artifact.RunView;
import io.runfolio.artifact.RunViewReader;
import io.runfolio.artifact.VariantGroupResolver;
import io.runfolio.artifact.notes.NotesService;
import io.runfolio.artifact.notes.UpgradeService;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.intake.DerivativeOverrides;
import io.runfolio.json.SecretMask;
import io.runfolio.retention.ExternalProtections;
import io.runfolio.retention.Protections;
import io.runfolio.retention.hold.HoldRequest;
import io.runfolio.retention.hold.HoldService;
import io.runfolio.retention.purge.PurgeOrder;
import io.runfolio.retention.purge.PurgeOutcome;
import io.runfolio.retention.purge.Purger;
import io.runfolio.retention.purge.Restorer;
import io.runfolio.run.AssetKind;
import io.runfolio.run.RunRequest;
import io.runfolio.run.RunRequestBuilder;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import io.runfolio.work.redo.RebuildItem;
import io.runfolio.work.redo.RebuildRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Real bundle whose ledger has a line of every kind, as everything happened to it that can.
 *
 * @param workspace its workspace
 * @param folder the bundle
 */
public record ChangedBundle(TestWorkspace workspace, Path folder) {
    /** Derivatives that the record names and a rebuild with {@code --replace} took away. */
    public static final List<String> REPLACED = List.of("web/output_01.webp", "thumb/output_01.webp");

    /** Original that a purge took away for good. */
    public static final String REMOVED = "original/output_02.png";

    private static final Clock CLOCK = Clock.systemUTC();

    /** Seals a run as version 1 did, and does everything to it. */
    public static ChangedBundle create(Path place) throws IOException {
        TestWorkspace workspace = new TestWorkspace(place);
        RunfolioSettings settings = workspace.settings("runfolio.min-free", "1MiB");
        BundleLayout layout = Backends.outputs(settings);
        try (Runfolio runfolio = Runfolio.open(settings)) {
            RunRequestBuilder request = RunRequest.builder("succeeded", "model").notes("as sealed");
            for (String name : List.of("a.png", "b.png")) {
                workspace.writePicture(name, 60, 40, name.charAt(0));
                request.output(AssetKind.IMAGE, workspace.media.resolve(name).toString());
            }
            String runPath = runfolio.createRunArtifact(request.build()).runDir();
            Path folder = workspace.outputs.resolve(runPath);
            asOfVersionOne(folder);
            assertThat(new UpgradeService(layout, CLOCK).upgrade(folder, "ann").problem())
                    .isEmpty();
            RunView run = new RunViewReader(layout).at(runPath).orElseThrow();
            replaceDerivatives(runfolio, run);
            review(layout, run);
            retain(layout, run);
            new NotesService(layout, SecretMask.standard()::userText, CLOCK)
                    .write(runPath, Optional.of("print on matte paper"), OptionalLong.empty(), "ann");
            return new ChangedBundle(workspace, folder);
        }
    }

    private static void asOfVersionOne(Path folder) throws IOException {
        Path run = folder.resolve("run.json");
        String sealed = Files.readString(run, StandardCharsets.US_ASCII);
        Files.writeString(run, sealed.replace("\"format_version\": 2", "\"format_version\": 1"));
        Files.delete(folder.resolve("SHA256SUMS"));
        Files.delete(folder.resolve("artifacts.json"));
    }

    private static void replaceDerivatives(Runfolio runfolio, RunView run) {
        DerivativeOverrides jpeg =
                new DerivativeOverrides(Map.of("image_web_format", "jpg", "image_thumb_format", "jpg"));
        RebuildRequest request = new RebuildRequest(jpeg, false, false, true, "ann");
        List<RebuildItem> first =
                List.of(RebuildItem.of(run.runPath(), run.artifacts().get(0)));
        runfolio.derivatives().run(first, request, "all", (item, outcome) -> {});
    }

    private static void review(BundleLayout layout, RunView run) {
        ReviewService reviews = new ReviewService(layout, VariantGroupResolver.scanning(layout), CLOCK);
        String id = run.artifacts().get(0).record().id();
        ReviewRequest changes = new ReviewRequest(
                id,
                ReviewAction.REQUEST_CHANGES,
                "ada",
                Optional.of("too dark"),
                OptionalLong.empty(),
                Map.of("intake", Map.of("light", "morning")));
        for (ReviewRequest request : List.of(
                ReviewRequest.propose(id, ReviewAction.APPROVE, "bot").withNote("on topic"),
                changes,
                ReviewRequest.of(id, ReviewAction.REOPEN, "ada"),
                ReviewRequest.of(id, ReviewAction.REJECT, "ada"),
                ReviewRequest.of(id, ReviewAction.REOPEN, "ada"),
                ReviewRequest.rank(id, 1, "ada"),
                ReviewRequest.tag(id, List.of("hero"), "ada"),
                ReviewRequest.check(id, "faces", "pass", "qa"),
                ReviewRequest.of(id, ReviewAction.APPROVE, "ada"),
                ReviewRequest.of(id, ReviewAction.PREFER, "ada"),
                ReviewRequest.of(id, ReviewAction.UNPREFER, "ada"))) {
            reviews.apply(run.runPath(), request);
        }
    }

    private static void retain(BundleLayout layout, RunView run) {
        String id = run.artifacts().get(1).record().id();
        HoldService holds = new HoldService(layout, CLOCK);
        Hold hold = holds.hold(run.runPath(), new HoldRequest(null, "case 7", Optional.empty(), "ann"));
        holds.release(run.runPath(), hold.holdId(), "ann", "case 7 is closed");
        String removed = purge(layout, run.runPath(), id, Duration.ofDays(30));
        new Restorer(layout, CLOCK).restore(run.runPath(), removed, "ann", "needed");
        purge(layout, run.runPath(), id, Duration.ZERO);
        holds.hold(
                run.runPath(),
                new HoldRequest(id, "in print", Optional.of(CLOCK.instant().plus(Duration.ofDays(9))), "ann"));
    }

    private static String purge(BundleLayout layout, String runPath, String id, Duration grace) {
        PurgeOutcome outcome = new Purger(layout, new Protections(ExternalProtections.NONE, CLOCK), CLOCK)
                .purge(new PurgeOrder(
                        PurgeOrder.newId(),
                        runPath,
                        id,
                        RemovalScope.ORIGINALS,
                        null,
                        "old",
                        "retention",
                        null,
                        grace));
        return outcome.removal().orElseThrow().removalId();
    }
}
