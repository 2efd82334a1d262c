package io.runfolio.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.Bundles;
import io.runfolio.bundle.audit.OutputsAudit;
import io.runfolio.index.ChangeFeed;
import io.runfolio.run.ArtifactHint;
import io.runfolio.run.AssetKind;
import io.runfolio.run.Finding;
import io.runfolio.run.Job;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunRequest;
import io.runfolio.wiring.Backends;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReviewServiceTest {
    @TempDir
    private Path folder;

    private BundleLayout layout;
    private ReviewService reviewService;
    private RunViewReader views;
    private String run;

    @BeforeEach
    void sealOneRun() {
        layout = Backends.outputs(folder.resolve("outputs"));
        views = new RunViewReader(layout);
        reviewService = new ReviewService(layout, VariantGroupResolver.scanning(layout), Bundles.CLOCK);
        run = seal("studio/1", null);
    }

    @ParameterizedTest
    @CsvSource({
        "review, approve, approved",
        "review, reject, rejected",
        "review, request_changes, draft",
        "review, reopen, ",
        "draft, approve, ",
        "draft, reject, rejected",
        "draft, request_changes, ",
        "draft, reopen, review",
        "approved, approve, ",
        "approved, reject, ",
        "approved, request_changes, ",
        "approved, reopen, review",
        "rejected, approve, ",
        "rejected, reject, ",
        "rejected, request_changes, ",
        "rejected, reopen, review",
    })
    void decisions_follow_the_table(String from, String decision, String to) {
        run = seal("studio/" + from, from);
        ReviewAction action = ReviewAction.of(decision);
        ReviewRequest request = ReviewRequest.of(id(0), action, "ada").withNote("as the table says");
        if (to == null) {
            assertThatThrownBy(() -> reviewService.apply(run, request))
                    .isInstanceOfSatisfying(TransitionRefusedException.class, refused -> {
                        assertThat(refused.status()).isEqualTo(from);
                        assertThat(refused.action()).isEqualTo(action);
                    });
            assertThat(ledger()).doesNotExist();
            return;
        }
        ReviewState review = reviewService.apply(run, request).review();
        assertThat(review)
                .isEqualTo(new ReviewState(
                        to,
                        1,
                        false,
                        null,
                        List.of(),
                        Map.of(),
                        "ada",
                        "2026-03-26T21:45:12.345678+00:00",
                        "as the table says",
                        null));
        assertThat(view(0).review()).isEqualTo(review);
    }

    @Test
    void a_decision_is_a_line_in_the_bundle_and_nothing_else_in_it_changes() throws IOException {
        Map<String, String> before = files();

        reviewService.apply(
                run, ReviewRequest.of(id(0), ReviewAction.REJECT, "ada").withNote("six fingers"));

        Map<String, String> after = files();
        assertThat(after.remove("ledger.jsonl"))
                .isEqualTo("{\"revision\": 1, \"artifact_id\": \"" + id(0)
                        + "\", \"action\": \"reject\", \"by\": \"ada\", \"at\": \"2026-03-26T21:45:12.345678+00:00\","
                        + " \"note\": \"six fingers\", \"data\": {}}\n");
        assertThat(after).isEqualTo(before);
        assertThat(findings()).isEmpty();
    }

    @Test
    void requested_changes_keep_the_patch_of_the_intake() throws IOException {
        reviewService.apply(
                run,
                new ReviewRequest(
                        id(0),
                        ReviewAction.REQUEST_CHANGES,
                        "ada",
                        Optional.empty(),
                        OptionalLong.empty(),
                        Map.of("intake", Map.of("prompt", "five fingers"))));

        assertThat(Files.readString(ledger())).contains("\"data\": {\"intake\": {\"prompt\": \"five fingers\"}}}");
        assertThat(view(0).review().status()).isEqualTo("draft");
        assertThat(findings()).isEmpty();
        for (Map<String, Object> data :
                List.<Map<String, Object>>of(Map.of("intake", "x"), Map.of("intake", List.of()), Map.of("seed", 1))) {
            assertThatThrownBy(() -> new ReviewRequest(
                            id(0), ReviewAction.REQUEST_CHANGES, "ada", Optional.empty(), OptionalLong.empty(), data))
                    .isInstanceOf(InvalidReviewException.class);
        }
    }

    @Test
    void what_is_undone_is_undone_by_the_opposite_line() {
        reviewService.apply(run, ReviewRequest.of(id(0), ReviewAction.APPROVE, "ada"));
        reviewService.apply(run, ReviewRequest.of(id(0), ReviewAction.REOPEN, "ada"));

        assertThat(view(0).review().status()).isEqualTo("review");
        assertThat(reviewService.history(run, id(0)))
                .extracting(ReviewLogEntry::revision, entry -> entry.action().word())
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(1L, "approve"),
                        org.assertj.core.groups.Tuple.tuple(2L, "reopen"));
        assertThat(reviewService.history(run, id(1))).isEmpty();
    }

    @Test
    void a_decision_on_an_outdated_revision_is_a_conflict() {
        reviewService.apply(
                run, ReviewRequest.tag(id(0), List.of("hero"), "ada").withRevision(0));

        RevisionConflictException conflict = catchThrowableOfType(
                RevisionConflictException.class,
                () -> reviewService.apply(
                        run,
                        ReviewRequest.of(id(0), ReviewAction.APPROVE, "bob").withRevision(0)));

        assertThat(conflict.actual()).isEqualTo(1);
        assertThat(conflict.expected()).isZero();
        assertThat(view(0).review().status()).isEqualTo("review");
    }

    @Test
    void of_many_who_decide_on_one_revision_at_once_one_does() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Boolean>> deciders = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                ReviewService own = i % 2 == 0
                        ? reviewService
                        : new ReviewService(layout, VariantGroupResolver.scanning(layout), Bundles.CLOCK);
                ReviewAction action = i % 3 == 0 ? ReviewAction.APPROVE : ReviewAction.REJECT;
                deciders.add(() -> {
                    try {
                        own.apply(run, ReviewRequest.of(id(0), action, "ada").withRevision(0));
                        return true;
                    } catch (RevisionConflictException e) {
                        return false;
                    }
                });
            }
            int won = 0;
            for (Future<Boolean> decided : pool.invokeAll(deciders)) {
                won += decided.get() ? 1 : 0;
            }
            assertThat(won).isEqualTo(1);
            assertThat(view(0).review().revision()).isEqualTo(1);
            assertThat(findings()).isEmpty();
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void a_proposal_changes_no_status_and_ends_with_the_next_decision() {
        ReviewRequest proposal =
                ReviewRequest.propose(id(0), ReviewAction.REJECT, "bot").withNote("six fingers");

        ReviewState proposed = reviewService.apply(run, proposal).review();
        reviewService.apply(run, ReviewRequest.tag(id(0), List.of("hero"), "ada"));

        assertThat(proposed.status()).isEqualTo("review");
        assertThat(proposed.decidedBy()).isNull();
        assertThat(view(0).review().proposal())
                .isEqualTo(new ReviewProposal("reject", "bot", "2026-03-26T21:45:12.345678+00:00", "six fingers"));
        assertThat(reviewService
                        .apply(run, ReviewRequest.of(id(0), ReviewAction.APPROVE, "ada"))
                        .review()
                        .proposal())
                .isNull();
        assertThat(findings()).isEmpty();
    }

    @Test
    void the_same_proposal_again_adds_no_line() {
        ReviewRequest proposal = ReviewRequest.propose(id(0), ReviewAction.APPROVE, "bot");
        reviewService.apply(run, proposal);

        assertThat(reviewService.apply(run, proposal).review().revision()).isEqualTo(1);
        assertThat(reviewService.apply(run, proposal.withNote("sharp")).review().revision())
                .isEqualTo(2);
    }

    @Test
    void a_decision_that_is_not_possible_cannot_be_proposed() {
        assertThatThrownBy(() -> reviewService.apply(run, ReviewRequest.propose(id(0), ReviewAction.REOPEN, "bot")))
                .isInstanceOf(TransitionRefusedException.class);
        assertThatThrownBy(() -> ReviewRequest.propose(id(0), ReviewAction.PREFER, "bot"))
                .isInstanceOf(InvalidReviewException.class);
        assertThat(ledger()).doesNotExist();
    }

    @Test
    void checks_that_did_not_pass_hold_approval_back_until_they_do() {
        reviewService.apply(run, ReviewRequest.check(id(0), "faces", "pending", "qa"));
        reviewService.apply(run, ReviewRequest.check(id(0), "hands", "fail", "qa"));
        ReviewRequest approve = ReviewRequest.of(id(0), ReviewAction.APPROVE, "ada");

        assertThatThrownBy(() -> reviewService.apply(run, approve))
                .isInstanceOfSatisfying(ApprovalHeldException.class, held -> assertThat(held.checks())
                        .containsOnly(Map.entry("faces", "pending"), Map.entry("hands", "fail")));

        reviewService.apply(run, ReviewRequest.check(id(0), "faces", "pass", "qa"));
        reviewService.apply(run, ReviewRequest.check(id(0), "hands", "pass", "qa"));
        assertThat(reviewService.apply(run, approve).review().status()).isEqualTo("approved");
    }

    @Test
    void one_of_a_run_is_preferred_and_a_rejected_one_is_not() {
        reviewService.apply(run, ReviewRequest.of(id(0), ReviewAction.PREFER, "ada"));
        reviewService.apply(run, ReviewRequest.of(id(1), ReviewAction.PREFER, "ada"));

        assertThat(views.at(run).orElseThrow().artifacts())
                .extracting(artifact -> artifact.review().preferred())
                .containsExactly(false, true);

        reviewService.apply(run, ReviewRequest.of(id(1), ReviewAction.REJECT, "ada"));
        assertThat(view(1).review().preferred()).isFalse();
        assertThatThrownBy(() -> reviewService.apply(run, ReviewRequest.of(id(1), ReviewAction.PREFER, "ada")))
                .isInstanceOf(TransitionRefusedException.class);
        assertThat(findings()).isEmpty();
    }

    @Test
    void one_of_a_group_of_variants_is_preferred_over_all_its_runs() {
        String first = seal("studio/g1", "review", "group-1");
        String second = seal("studio/g2", "review", "group-1");
        String other = seal("studio/g3", "review", "group-2");
        reviewService.apply(first, ReviewRequest.of(id(first, 0), ReviewAction.PREFER, "ada"));
        reviewService.apply(other, ReviewRequest.of(id(other, 0), ReviewAction.PREFER, "ada"));

        reviewService.apply(second, ReviewRequest.of(id(second, 1), ReviewAction.PREFER, "ada"));

        assertThat(preferred(first)).isEmpty();
        assertThat(preferred(second)).containsExactly(id(second, 1));
        assertThat(preferred(other)).containsExactly(id(other, 0));
    }

    @Test
    void ranks_and_tags_are_kept_and_can_be_taken_back() {
        reviewService.apply(run, ReviewRequest.rank(id(0), 2, "ada"));
        reviewService.apply(run, ReviewRequest.tag(id(0), List.of("hero", "größe"), "ada"));
        assertThat(view(0).review().rank()).isEqualTo(2);
        assertThat(view(0).review().tags()).containsExactly("hero", "größe");

        reviewService.apply(run, ReviewRequest.rank(id(0), 0, "ada"));
        reviewService.apply(run, ReviewRequest.tag(id(0), List.of(), "ada"));
        assertThat(view(0).review().rank()).isNull();
        assertThat(view(0).review().tags()).isEmpty();
    }

    @Test
    void many_changes_are_made_each_by_itself() {
        String other = seal("studio/2", "draft");
        List<ReviewOutcome> outcomes = reviewService.applyAll(List.of(
                new ReviewService.LocatedRequest(run, ReviewRequest.of(id(0), ReviewAction.APPROVE, "ada")),
                new ReviewService.LocatedRequest(other, ReviewRequest.of(id(other, 0), ReviewAction.APPROVE, "ada")),
                new ReviewService.LocatedRequest(
                        run, ReviewRequest.of("artifact-0000000000000000", ReviewAction.APPROVE, "ada")),
                new ReviewService.LocatedRequest(other, ReviewRequest.of(id(other, 1), ReviewAction.PREFER, "ada")),
                new ReviewService.LocatedRequest("no/where", ReviewRequest.of(id(0), ReviewAction.APPROVE, "ada")),
                new ReviewService.LocatedRequest(run, ReviewRequest.of(id(0), ReviewAction.APPROVE, "ada")),
                new ReviewService.LocatedRequest(run, ReviewRequest.of(id(1), ReviewAction.REJECT, "ada"))));

        assertThat(outcomes)
                .extracting(outcome -> outcome.artifact()
                        .map(artifact -> artifact.review().status())
                        .orElseGet(() -> ((ReviewException) outcome.refusal().orElseThrow()).code()))
                .containsExactly(
                        "approved",
                        "transition_refused",
                        "unknown_artifact",
                        "draft",
                        "unknown_artifact",
                        "transition_refused",
                        "rejected");
        assertThat(findings()).isEmpty();
    }

    @Test
    void what_makes_no_sense_is_refused_before_anything_is_looked_at() {
        assertThatThrownBy(() -> ReviewRequest.rank(id(0), -1, "ada")).isInstanceOf(InvalidReviewException.class);
        assertThatThrownBy(() -> ReviewRequest.of(id(0), ReviewAction.APPROVE, " "))
                .isInstanceOf(InvalidReviewException.class);
        assertThatThrownBy(() -> ReviewRequest.check(id(0), "faces", "maybe", "qa"))
                .isInstanceOf(InvalidReviewException.class);
        assertThatThrownBy(() -> ReviewRequest.tag(id(0), List.of(""), "ada"))
                .isInstanceOf(InvalidReviewException.class);
    }

    @Test
    void a_torn_line_is_set_aside_and_the_next_change_stands_on_whole_ones() throws IOException {
        reviewService.apply(run, ReviewRequest.of(id(0), ReviewAction.APPROVE, "ada"));
        Files.writeString(ledger(), "{\"revision\": 2, \"artifa", StandardOpenOption.APPEND);
        assertThat(findings()).extracting(Finding::code).containsExactly("line_torn");

        reviewService.apply(
                run, ReviewRequest.of(id(0), ReviewAction.REOPEN, "ada").withRevision(1));

        assertThat(Files.readString(ledger().resolveSibling("ledger.jsonl.broken")))
                .isEqualTo("{\"revision\": 2, \"artifa\n");
        assertThat(findings()).isEmpty();
        assertThat(view(0).review().revision()).isEqualTo(2);
    }

    @Test
    void verify_names_lines_that_are_none_of_ours_or_out_of_order() throws IOException {
        reviewService.apply(run, ReviewRequest.of(id(0), ReviewAction.APPROVE, "ada"));
        String line = Files.readString(ledger());
        Files.writeString(
                ledger(),
                line + "nonsense\n" + line.replace(id(0), "artifact-0000000000000000"),
                StandardOpenOption.APPEND);

        assertThat(findings())
                .extracting(Finding::code)
                .containsExactly("ledger_out_of_order", "line_unreadable", "ledger_stranger");
    }

    @Test
    void every_run_that_changes_is_announced_and_a_follower_reads_on_from_where_it_was() throws IOException {
        ChangeFeed feed = new ChangeFeed(layout);
        assertThat(feed.after(0)).isEqualTo(new ChangeFeed.Batch(Set.of(), 0, false));
        reviewService.apply(run, ReviewRequest.of(id(0), ReviewAction.APPROVE, "ada"));
        reviewService.apply(run, ReviewRequest.of(id(1), ReviewAction.APPROVE, "ada"));
        ChangeFeed.Batch batch = feed.after(0);
        assertThat(batch.runPaths()).containsExactly(run);

        String other = seal("studio/2", null);
        reviewService.apply(other, ReviewRequest.of(id(other, 0), ReviewAction.APPROVE, "ada"));
        Files.writeString(layout.changes(), "{\"run_pa", StandardOpenOption.APPEND);
        ChangeFeed.Batch more = feed.after(batch.position());
        assertThat(more.runPaths()).containsExactly(other);
        assertThat(more.restarted()).isFalse();
        assertThat(feed.after(more.position()).runPaths()).isEmpty();

        Files.writeString(layout.changes(), "");
        assertThat(feed.after(more.position())).isEqualTo(new ChangeFeed.Batch(Set.of(), 0, true));
    }

    private String seal(String event, String status) {
        return seal(event, status, null);
    }

    private String seal(String event, String status, String group) {
        RunArtifact sealed = Bundles.seal(
                layout,
                RunRequest.builder("succeeded", "kling")
                        .output(AssetKind.IMAGE, "a.png")
                        .output(AssetKind.IMAGE, "b.png")
                        .job(new Job("job", null, null, null, null, null, null, group))
                        .artifact(new ArtifactHint(null, null, null, null, status, null, List.of()))
                        .build(),
                event);
        return sealed.runDir();
    }

    private ArtifactView view(int index) {
        return views.at(run).orElseThrow().artifacts().get(index);
    }

    private String id(int index) {
        return id(run, index);
    }

    private String id(String runPath, int index) {
        return views.at(runPath).orElseThrow().artifacts().get(index).record().id();
    }

    private List<String> preferred(String runPath) {
        return views.at(runPath).orElseThrow().artifacts().stream()
                .filter(artifact -> artifact.review().preferred())
                .map(artifact -> artifact.record().id())
                .toList();
    }

    private Path ledger() {
        return layout.outputs().resolve(run).resolve("ledger.jsonl");
    }

    private List<Finding> findings() {
        return new OutputsAudit(layout).bundle(layout.outputs().resolve(run));
    }

    private Map<String, String> files() throws IOException {
        Map<String, String> files = new TreeMap<>();
        Path bundle = layout.outputs().resolve(run);
        try (Stream<Path> paths = Files.walk(bundle)) {
            for (Path file : paths.filter(Files::isRegularFile).toList()) {
                files.put(bundle.relativize(file).toString(), Files.readString(file));
            }
        }
        return files;
    }
}
