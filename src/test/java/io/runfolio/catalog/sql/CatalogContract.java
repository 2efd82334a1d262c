package io.runfolio.catalog.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runfolio.artifact.ArtifactView;
import io.runfolio.artifact.ReviewProposal;
import io.runfolio.artifact.ReviewState;
import io.runfolio.artifact.RunView;
import io.runfolio.bundle.ledger.Hold;
import io.runfolio.bundle.ledger.RetentionState;
import io.runfolio.catalog.ArtifactQuery;
import io.runfolio.catalog.Catalog;
import io.runfolio.catalog.Catalog.CatalogArtifact;
import io.runfolio.catalog.Catalog.CatalogRun;
import io.runfolio.catalog.Catalog.Facet;
import io.runfolio.catalog.Change;
import io.runfolio.catalog.Duplicates;
import io.runfolio.catalog.FeedPosition;
import io.runfolio.catalog.InvalidCursorException;
import io.runfolio.catalog.Page;
import io.runfolio.catalog.PageAnchors;
import io.runfolio.catalog.RunInventory;
import io.runfolio.catalog.sql.RunViewFixtures.Artifact;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.SourceContext;
import io.runfolio.run.extras.PerceptualHash;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of every catalog, whatever database it is in. */
abstract class CatalogContract {
    static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-26T21:45:12Z"), ZoneOffset.UTC);

    Catalog catalog;

    /** Opens an empty catalog. */
    abstract Catalog open() throws Exception;

    @BeforeEach
    void fill() throws Exception {
        catalog = open();
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    @Test
    void inventories_come_in_pages_newest_first_and_follow_holds_and_removals() {
        RunView older = RunViewFixtures.run("20260326_000001_a")
                .tags("cover")
                .with(Artifact.picture("artifact-1"), Artifact.picture("artifact-2"))
                .view();
        RunView newer = RunViewFixtures.run("20260326_000002_b")
                .at("2026-03-27T00:00:00+00:00")
                .with(Artifact.report("artifact-3", "On foxes").from("artifact-1"))
                .view();
        catalog.putAll(List.of(older, newer));

        Page<RunInventory> first = catalog.inventory(1, Optional.empty());
        Page<RunInventory> second = catalog.inventory(1, first.next());

        assertThat(first.items()).containsExactly(RunInventory.of(newer));
        assertThat(second.items()).containsExactly(RunInventory.of(older));
        assertThat(second.next()).isEmpty();
        assertThat(catalog.usedByOtherRuns(List.of("artifact-1", "artifact-2", "artifact-3")))
                .containsExactly("artifact-1");

        Hold hold = new Hold("hold-1", "artifact-1", "a case", null, "ann", "2026-03-27T00:00:00+00:00");
        RunView held = new RunView(
                older.runPath(),
                older.run(),
                older.manifest(),
                older.artifacts(),
                new RetentionState(List.of(hold), List.of()));
        catalog.put(held);
        assertThat(catalog.inventory(5, first.next()).items()).containsExactly(RunInventory.of(held));
        assertThat(RunInventory.of(held).holds()).containsExactly(hold);
        catalog.remove(newer.run().runId());
        assertThat(catalog.inventory(5, Optional.empty()).items()).containsExactly(RunInventory.of(held));
    }

    @Test
    void duplicates_are_in_three_groups_and_an_artifact_is_in_one_of_them() {
        PerceptualHash shown = hash(0L, 100);
        catalog.put(originals(
                "a", original("a1", "sum-1", shown), original("a2", "sum-1", shown), original("a3", "sum-2", shown)));
        catalog.put(originals(
                "b",
                original("b1", "sum-3", hash(0xffL, 104)), // 8 bits
                original("b2", "sum-4", hash(0xffL, 140)),
                original("b3", "sum-5", hash(0xffffL << 8, 104)), // 16 bits
                original("b4", "sum-6", hash(0xfffffL, 100)), // 20 bits
                original("b5", "sum-7", null)));
        catalog.put(originals("c", original("c1", "sum-1", null)));

        Duplicates found = catalog.duplicates(catalog.artifact("a1").orElseThrow(), 50);

        assertThat(found.exact()).extracting(CatalogContract::id).containsExactlyInAnyOrder("a2", "c1");
        assertThat(found.reencoded()).extracting(match -> id(match.artifact())).containsExactly("a3", "b1", "b3");
        assertThat(found.alike()).extracting(match -> id(match.artifact())).containsExactly("b2");
        assertThat(found.alike().get(0).distance()).isEqualTo(new PerceptualHash.Distance(8, 40));
        assertThat(found.compared()).isEqualTo(7);
        assertThat(found.isComplete()).isTrue();
        assertThat(catalog.duplicates(catalog.artifact("a1").orElseThrow(), 1).isComplete())
                .isFalse();
        assertThat(catalog.duplicates(catalog.artifact("b5").orElseThrow(), 50).compared())
                .isZero();
        catalog.remove("a");
        assertThat(catalog.duplicates(catalog.artifact("c1").orElseThrow(), 50).exact())
                .isEmpty();
    }

    private static PerceptualHash hash(long structure, int color) {
        byte[] colors = new byte[PerceptualHash.COLOR_BYTES];
        Arrays.fill(colors, (byte) color);
        return new PerceptualHash(structure, colors);
    }

    private record Original(String id, String sha256, PerceptualHash hash) {}

    private static Original original(String id, String sha256, PerceptualHash hash) {
        return new Original(id, sha256, hash);
    }

    private static RunView originals(String runId, Original... originals) {
        RunView view = RunViewFixtures.run(runId)
                .with(Arrays.stream(originals)
                        .map(original -> Artifact.picture(original.id()))
                        .toArray(Artifact[]::new))
                .view();
        List<ArtifactView> artifacts = new ArrayList<>();
        for (ArtifactView artifact : view.artifacts()) {
            Original original = originals[artifact.position() - 1];
            AssetRecord asset = artifact.asset().orElseThrow();
            artifacts.add(new ArtifactView(
                    artifact.record(),
                    artifact.position(),
                    Optional.of(RunViewFixtures.with(asset, original.sha256(), original.hash())),
                    artifact.review()));
        }
        return new RunView(view.runPath(), view.run(), view.manifest(), artifacts);
    }

    @Test
    void a_run_comes_back_as_it_was_put_in() {
        RunView report = RunViewFixtures.run("20260326_000001_a")
                .prompt("a “red” fox – café 富士山 🦊")
                .job("job-7")
                .tags("cover")
                .option("seed", 42)
                .with(
                        Artifact.picture("artifact-1").metadata("preset", "cinematic"),
                        Artifact.report("artifact-2", "On foxes").from("artifact-1"))
                .view();

        catalog.put(report);

        assertThat(catalog.run("20260326_000001_a")).contains(new CatalogRun(report, Optional.of("job-7")));
        assertThat(catalog.run("job-7")).contains(new CatalogRun(report, Optional.of("job-7")));
        assertThat(catalog.artifact("artifact-2")).hasValueSatisfying(found -> {
            assertThat(found.runPath()).isEqualTo(report.runPath());
            assertThat(found.modelKey()).isEqualTo("model");
            assertThat(found.runStatus()).isEqualTo("succeeded");
            assertThat(found.createdAt()).isEqualTo("2026-03-26T21:45:12+00:00");
            assertThat(found.view()).isEqualTo(report.artifacts().get(1));
            assertThat(found.facts()).containsEntry("seed", "42");
        });
        assertThat(catalog.run("no-such-run")).isEmpty();
        assertThat(catalog.artifact("artifact-9")).isEmpty();
        assertThat(catalog.artifactsMadeFrom("artifact-1"))
                .extracting(CatalogContract::id)
                .containsExactly("artifact-2");
        assertThat(catalog.artifactsMadeFrom("artifact-2")).isEmpty();
        assertThat(catalog.runIds()).containsExactly("20260326_000001_a");
        assertThat(catalog.findProblem()).isEmpty();
    }

    @Test
    void runs_are_newest_first_by_instant_and_artifacts_in_the_order_of_outputs() {
        catalog.putAll(List.of(
                RunViewFixtures.run("b")
                        .at("2026-03-26T21:45:12+02:00")
                        .with(Artifact.picture("b1"), Artifact.picture("b2"))
                        .view(),
                RunViewFixtures.run("c")
                        .at("2026-03-26T20:45:12+00:00")
                        .with(Artifact.picture("c1"))
                        .view(),
                RunViewFixtures.run("a")
                        .at("2026-03-26T20:45:12.000001+00:00")
                        .with(Artifact.picture("a1"))
                        .view(),
                RunViewFixtures.run("odd")
                        .at("some time or other")
                        .with(Artifact.picture("odd1"))
                        .view()));

        assertThat(ids(ArtifactQuery.all())).containsExactly("a1", "c1", "b1", "b2", "odd1");
        assertThat(runs(ArtifactQuery.all())).containsExactly("a", "c", "b", "odd");
    }

    @Test
    void of_runs_of_one_instant_the_one_that_came_later_is_first() {
        for (int i = 1; i <= 5; i++) {
            catalog.put(RunViewFixtures.run("run_0" + i).view());
        }
        catalog.put(RunViewFixtures.run("run_02").tags("changed").view());

        assertThat(runs(ArtifactQuery.all())).containsExactly("run_05", "run_04", "run_03", "run_02", "run_01");
    }

    @Test
    void of_runs_that_claim_one_artifact_id_the_one_that_was_sealed_first_keeps_it() {
        RunView first = RunViewFixtures.run("first")
                .with(Artifact.picture("shared"), Artifact.picture("own"))
                .view();
        RunView copy = RunViewFixtures.run("copy")
                .at("2027-01-01T00:00:00+00:00")
                .with(Artifact.picture("shared"))
                .view();
        catalog.put(first);
        catalog.put(copy);
        assertThat(catalog.artifact("shared"))
                .hasValueSatisfying(found -> assertThat(found.runPath()).isEqualTo(first.runPath()));
        catalog.replaceAll(List.of(copy, first), Map.of());
        assertThat(catalog.artifact("shared"))
                .hasValueSatisfying(found -> assertThat(found.runPath()).isEqualTo(first.runPath()));
        assertThat(catalog.artifact("own")).isPresent();
    }

    @Test
    void thousands_of_runs_of_one_instant_are_all_kept_and_paged() {
        int many = (int) RunKey.ROOM + 500;
        catalog.putAll(IntStream.range(0, many)
                .mapToObj(i -> RunViewFixtures.run("same_" + i).view())
                .toList());
        catalog.put(RunViewFixtures.run("next").at("2026-03-26T21:45:14+00:00").view());

        assertThat(allRuns(QueryBuilder.all(), 500))
                .hasSize(many + 1)
                .doesNotHaveDuplicates()
                .startsWith("next", "same_" + (many - 1));
    }

    @Test
    void a_run_put_in_again_replaces_what_was_known_of_it() {
        catalog.put(RunViewFixtures.run("r")
                .prompt("red fox")
                .tags("old")
                .with(Artifact.picture("a1"), Artifact.picture("a2"))
                .view());
        catalog.put(RunViewFixtures.run("r")
                .at("2026-04-01T00:00:00+00:00")
                .prompt("blue whale")
                .tags("new")
                .with(Artifact.clip("a3").from("a1"))
                .view());

        assertThat(ids(ArtifactQuery.all())).containsExactly("a3");
        assertThat(ids(QueryBuilder.all().text("fox").query())).isEmpty();
        assertThat(ids(QueryBuilder.all().text("whale").query())).containsExactly("a3");
        assertThat(ids(QueryBuilder.all().tags("old").query())).isEmpty();
        assertThat(catalog.artifact("a1")).isEmpty();
        assertThat(catalog.runIds()).containsExactly("r");
    }

    @Test
    void run_ids_follow_each_other_in_their_own_order_however_often_runs_are_put_in() {
        assertThat(catalog.lastRunId()).isEmpty();
        assertThat(catalog.runIdsAfter("", 2)).isEmpty();
        List<RunView> runs = Stream.of("r_10", "r_2", "r_1", "r", "r_1_02", "R", "s")
                .map(id -> RunViewFixtures.run(id)
                        .with(Artifact.picture("artifact of " + id))
                        .view())
                .toList();
        catalog.putAll(runs);
        List<String> sorted = List.of("R", "r", "r_1", "r_10", "r_1_02", "r_2", "s");
        assertThat(catalog.runIdsAfter("", 3)).isEqualTo(sorted.subList(0, 3));
        runs.forEach(catalog::put); // those of one instant get other places
        assertThat(catalog.runIdsAfter("r_1", 3)).isEqualTo(sorted.subList(3, 6));
        assertThat(catalog.runIdsAfter("r_1_", 9)).isEqualTo(sorted.subList(4, 7));
        assertThat(catalog.runIdsAfter("s", 9)).isEmpty();
        assertThat(catalog.lastRunId()).contains("s");
        assertThat(catalog.artifacts(QueryBuilder.all().query().withRun("r_10"), 9, Optional.empty())
                        .items())
                .extracting(CatalogContract::id)
                .containsExactly("artifact of r_10");
    }

    @Test
    void what_is_removed_or_cleared_is_gone_and_may_come_again() {
        RunView run = RunViewFixtures.run("r")
                .prompt("red fox")
                .tags("t")
                .with(Artifact.picture("a1").from("a0"))
                .view();
        catalog.put(run);

        catalog.remove("r");
        catalog.remove("never-there");
        assertThat(ids(ArtifactQuery.all())).isEmpty();
        assertThat(ids(QueryBuilder.all().text("fox").query())).isEmpty();
        assertThat(catalog.artifactsMadeFrom("a0")).isEmpty();
        assertThat(catalog.facets("tag", 10)).isEmpty();

        catalog.put(run);
        catalog.position("index", new FeedPosition(10, 11));
        catalog.clear();
        assertThat(runs(ArtifactQuery.all())).isEmpty();
        assertThat(catalog.position("index")).isEqualTo(FeedPosition.START);

        catalog.putAll(List.of(run));
        assertThat(ids(QueryBuilder.all().text("fox").query())).containsExactly("a1");
    }

    @Test
    void pages_follow_each_other_without_gap_or_repetition_while_runs_come_in() {
        IntStream.range(0, 20)
                .forEach(i -> catalog.put(RunViewFixtures.run("r" + i)
                        .at("2026-03-26T21:45:" + (10 + i) + "+00:00")
                        .with(
                                Artifact.picture("a" + i + "_1"),
                                Artifact.picture("a" + i + "_2"),
                                Artifact.picture("a" + i + "_3"))
                        .view()));
        List<String> before = ids(ArtifactQuery.all());

        List<String> paged = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        int page = 0;
        do {
            Page<CatalogArtifact> read = catalog.artifacts(ArtifactQuery.all(), 7, cursor);
            read.items().forEach(item -> paged.add(id(item)));
            cursor = read.next();
            catalog.put(RunViewFixtures.run("late" + page++)
                    .at("2027-01-01T00:00:00+00:00")
                    .with(Artifact.picture("late" + page))
                    .view());
        } while (cursor.isPresent());

        assertThat(paged).isEqualTo(before).hasSize(60);
    }

    @Test
    void a_last_page_that_is_just_full_has_no_next() {
        catalog.put(RunViewFixtures.run("r")
                .with(Artifact.picture("a1"), Artifact.picture("a2"))
                .view());

        assertThat(catalog.artifacts(ArtifactQuery.all(), 2, Optional.empty()).next())
                .isEmpty();
        assertThat(catalog.artifacts(ArtifactQuery.all(), 1, Optional.empty()).next())
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "AAAA", "AQ", "not a cursor!", "AQAAAAAAAAAAAAAAAA==", "Af___________________w"})
    void a_cursor_that_no_page_gave_is_refused(String cursor) {
        assertThatThrownBy(() -> catalog.artifacts(ArtifactQuery.all(), 10, Optional.of(cursor)))
                .isInstanceOf(InvalidCursorException.class);
        assertThatThrownBy(() -> catalog.runs(ArtifactQuery.all(), 10, Optional.of(cursor)))
                .isInstanceOf(InvalidCursorException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 501})
    void a_page_is_of_1_to_500(int limit) {
        assertThatThrownBy(() -> catalog.artifacts(ArtifactQuery.all(), limit, Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> catalog.runs(ArtifactQuery.all(), limit, Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void every_filter_finds_its_own_and_nothing_else() {
        SourceContext context = new SourceContext("chat", "ann", "general", "bot", "Märchen", null, Map.of());
        ReviewState approved = new ReviewState(
                "approved", 2, true, 1, List.of("best"), Map.of(), "ann", "2026-03-27T00:00:00Z", null, null);
        catalog.putAll(List.of(
                RunViewFixtures.run("mine")
                        .at("2026-03-26T12:00:00+00:00")
                        .model("flux")
                        .status("partly")
                        .tags("cover", "märz")
                        .option("seed", 123456789012345L)
                        .context(none -> context)
                        .with(Artifact.picture("wanted")
                                .type("hero")
                                .size(4096, 2160)
                                .template("tpl-1")
                                .metadata("preset", "cinematic")
                                .metadata("pipelineId", "pipe-1")
                                .metadata("variantGroup", "group-1")
                                .review(approved))
                        .view(),
                RunViewFixtures.run("other")
                        .at("2026-03-25T12:00:00+00:00")
                        .tags("inside")
                        .with(Artifact.clip("other"))
                        .view(),
                RunViewFixtures.run("third")
                        .at("2026-03-27T12:00:00+00:00")
                        .with(Artifact.report("third", "A report"))
                        .view()));

        Stream.of(
                        QueryBuilder.all().models("flux", "unknown"),
                        QueryBuilder.all().statuses("approved"),
                        QueryBuilder.all().runStatuses("partly"),
                        QueryBuilder.all().classes("visual"),
                        QueryBuilder.all().types("hero"),
                        QueryBuilder.all().tags("märz"),
                        QueryBuilder.all().tags("best", "nothing"),
                        QueryBuilder.all().tags("best", "cover"),
                        QueryBuilder.all().mediaKinds("image"),
                        QueryBuilder.all().runId("mine"),
                        QueryBuilder.all().runId("mine").models("flux"),
                        QueryBuilder.all().project("Märchen"),
                        QueryBuilder.all().user("ann"),
                        QueryBuilder.all().channel("general"),
                        QueryBuilder.all().agent("bot"),
                        QueryBuilder.all().templateId("tpl-1"),
                        QueryBuilder.all().preset("cinematic"),
                        QueryBuilder.all().pipelineId("pipe-1"),
                        QueryBuilder.all().variantGroup("group-1"),
                        QueryBuilder.all().seed("123456789012345"),
                        QueryBuilder.all().minWidth(4096),
                        QueryBuilder.all().minHeight(2160),
                        QueryBuilder.all()
                                .minWidth(2000)
                                .minHeight(1000)
                                .tags("cover")
                                .statuses("approved", "review"),
                        QueryBuilder.all().after("2026-03-26T12:00:00Z").before("2026-03-27T12:00:00Z"))
                .forEach(queryBuilder -> {
                    assertThat(ids(queryBuilder.query()))
                            .as("%s", queryBuilder.query())
                            .containsExactly("wanted");
                    assertThat(runs(queryBuilder.query()))
                            .as("%s", queryBuilder.query())
                            .containsExactly("mine");
                    assertThat(catalog.count(queryBuilder.query(), 10)).isEqualTo(1);
                });
        Stream.of(
                        QueryBuilder.all().models("flux").statuses("review"),
                        QueryBuilder.all().runId("mine").models("model"),
                        QueryBuilder.all().tags("COVER"),
                        QueryBuilder.all().minWidth(4097),
                        QueryBuilder.all().after("2026-03-26T12:00:00.000001Z").before("2026-03-27T12:00:00Z"),
                        QueryBuilder.all()
                                .after("2026-03-25T12:00:00.000000001Z")
                                .before("2026-03-26T12:00:00Z"))
                .forEach(queryBuilder -> assertThat(ids(queryBuilder.query()))
                        .as("%s", queryBuilder.query())
                        .isEmpty());
        assertThat(ids(QueryBuilder.all()
                        .models("flux", "model")
                        .classes("visual", "video")
                        .query()))
                .containsExactly("wanted", "other");
        assertThat(ids(QueryBuilder.all().tags("cover", "inside", "best").query()))
                .containsExactly("wanted", "other");
    }

    @Test
    void a_run_without_artifacts_answers_what_is_asked_of_runs() {
        catalog.put(RunViewFixtures.run("failed")
                .status("failed")
                .model("flux")
                .prompt("red fox")
                .tags("t")
                .view());
        catalog.put(RunViewFixtures.run("good")
                .model("flux")
                .prompt("red fox")
                .with(Artifact.picture("a1"))
                .view());

        assertThat(runs(ArtifactQuery.all())).containsExactly("good", "failed");
        assertThat(runs(QueryBuilder.all().runStatuses("failed").query())).containsExactly("failed");
        assertThat(runs(QueryBuilder.all().models("flux").text("fox").query())).containsExactly("good", "failed");
        assertThat(runs(QueryBuilder.all().tags("t").query())).containsExactly("failed");
        assertThat(runs(QueryBuilder.all().statuses("review").query())).containsExactly("good");
        assertThat(ids(QueryBuilder.all().models("flux").query())).containsExactly("a1");
        assertThat(catalog.count(ArtifactQuery.all(), 10)).isEqualTo(1);
        assertThat(catalog.facets("model", 10)).containsExactly(new Facet("flux", 1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fox                     | fox red_fox quick",
                "FOX                     | fox red_fox quick",
                "red fox                 | red_fox quick",
                "'\"red fox\"'           | red_fox",
                "'\"fox red\"'           | ''",
                "fox OR wolf             | fox red_fox quick wolf",
                "red fox OR wolf         | red_fox quick",
                "fox -red                | fox",
                "fox -\"red fox\"        | fox quick",
                "-fox                    | wolf cafe cjk hyphen title",
                "-fox -wolf              | cafe cjk hyphen title",
                "cafe                    | cafe",
                "CAFÉ                    | cafe",
                "strasse                 | cafe",
                "Straße                  | cafe",
                "富士                      | cjk",
                "士富                      | ''",
                "🦊                       | cjk",
                "москва                  | cjk",
                "wide-angle              | hyphen",
                "'\"wide angle\"'        | hyphen",
                "angle                   | hyphen",
                "1.5                     | hyphen",
                "foxes                   | title",
                "'\"enhanced words fox\"'| ''",
                "'!!! ???'               | fox red_fox quick wolf cafe cjk hyphen title",
                "unknown                 | ''",
            })
    void prompts_are_searched_for_words_phrases_alternatives_and_exclusions(String text, String found) {
        searchable();

        assertThat(ids(QueryBuilder.all().text(text).query()))
                .containsExactlyInAnyOrderElementsOf(Stream.of(found.split(" "))
                        .filter(word -> !word.isEmpty())
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"",
                "\"\"",
                "'",
                "OR",
                "OR OR",
                "fox OR",
                "OR fox",
                "- ",
                "-",
                "--fox",
                "-\"",
                "\"red fox",
                "(fox",
                "fox)",
                "fox*",
                "a:b",
                "fox AND",
                "NOT fox",
                "NEAR(fox wolf)",
                "fox & !wolf",
                "fox <-> wolf",
                "\\",
                "'; DROP TABLE runs; --",
                "%",
                "_",
                "words:fox",
                "{fox}",
                "^fox",
                "+",
                "\u0000",
                "\uD83E",
                "fox\u00a0wolf",
                "-OR",
                "\"OR\""
            })
    void no_text_is_an_error(String text) {
        searchable();

        Stream.of(text, text + text, "fox " + text, text + " fox").forEach(odd -> {
            assertThat(catalog.artifacts(QueryBuilder.all().text(odd).query(), 10, Optional.empty()))
                    .isNotNull();
            assertThat(catalog.runs(QueryBuilder.all().text(odd).models("model").query(), 10, Optional.empty()))
                    .isNotNull();
            assertThat(catalog.count(QueryBuilder.all().text(odd).query(), 10)).isNotNegative();
        });
    }

    @Test
    void a_search_is_paged_newest_first_and_combined_with_filters() {
        IntStream.range(0, 30)
                .forEach(i -> catalog.put(RunViewFixtures.run("r" + i)
                        .at("2026-03-26T21:45:" + (10 + i) + "+00:00")
                        .prompt(i % 2 == 0 ? "fox" : "wolf")
                        .model(i % 3 == 0 ? "rare" : "model")
                        .with(Artifact.picture("a" + i), Artifact.clip("b" + i))
                        .view()));

        Page<CatalogArtifact> first =
                catalog.artifacts(QueryBuilder.all().text("fox").models("rare").query(), 3, Optional.empty());
        Page<CatalogArtifact> second =
                catalog.artifacts(QueryBuilder.all().text("fox").models("rare").query(), 100, first.next());

        assertThat(first.items()).extracting(CatalogContract::id).containsExactly("a24", "b24", "a18");
        assertThat(second.items())
                .extracting(CatalogContract::id)
                .containsExactly("b18", "a12", "b12", "a6", "b6", "a0", "b0");
        assertThat(catalog.runs(QueryBuilder.all().text("fox OR wolf").query(), 2, Optional.empty())
                        .items())
                .extracting(run -> run.view().run().runId())
                .containsExactly("r29", "r28");
        assertThat(catalog.count(
                        QueryBuilder.all().text("fox").mediaKinds("video").query(), 100))
                .isEqualTo(15);
        assertThat(catalog.count(QueryBuilder.all().text("fox").query(), 7)).isEqualTo(7);
    }

    @Test
    void a_prompt_of_a_megabyte_is_kept_and_found_by_its_beginning() {
        String prompt = "opening " + "w".repeat(5_000) + " ç" + " word longer".repeat(80_000);
        catalog.put(RunViewFixtures.run("long")
                .prompt(prompt)
                .with(Artifact.picture("a1"))
                .view());

        assertThat(ids(QueryBuilder.all().text("opening").query())).containsExactly("a1");
        assertThat(ids(QueryBuilder.all().text("w".repeat(5_000)).query())).containsExactly("a1");
        assertThat(catalog.run("long").orElseThrow().view().run().prompts().raw())
                .isEqualTo(prompt);
    }

    @Test
    void a_condition_that_only_old_runs_match_finds_them_if_all_conditions_are_frequent() {
        int each = QueryPlanner.MAX_COUNT / 100 + 2;
        List<RunView> all = new ArrayList<>();
        for (int run = 0; run < 3 * each; run++) {
            String id = "run_" + (1000 + run);
            Artifact[] artifacts = IntStream.rangeClosed(1, 100)
                    .mapToObj(position -> Artifact.picture(id + "_" + position))
                    .toArray(Artifact[]::new);
            all.add(RunViewFixtures.run(id)
                    .at("2026-03-26T21:" + (10 + run / 40) + ":" + (10 + run % 40) + "+00:00")
                    .model(run < each ? "retired" : "current")
                    .tags(run < 2 * each ? "early" : "late", "any")
                    .with(artifacts)
                    .view());
        }
        catalog.putAll(all);

        assertThat(allRuns(QueryBuilder.all().models("retired").tags("any")))
                .hasSize(each)
                .allMatch(oldest(each));
        assertThat(allRuns(QueryBuilder.all().models("retired", "current").tags("early")))
                .hasSize(2 * each)
                .allMatch(oldest(2 * each));
        assertThat(allRuns(QueryBuilder.all().models("retired").tags("late"))).isEmpty();
        assertThat(allRuns(QueryBuilder.all().models("retired", "current").tags("early", "any")))
                .hasSize(3 * each);
        assertThat(catalog.count(
                        QueryBuilder.all().models("retired").tags("any").query(), 1_000_000))
                .isEqualTo(each * 100L);
    }

    private static Predicate<String> oldest(int runs) {
        return id -> Integer.parseInt(id.substring("run_".length())) < 1000 + runs;
    }

    private List<String> allRuns(QueryBuilder asked) {
        return allRuns(asked, 50);
    }

    private List<String> allRuns(QueryBuilder asked, int limit) {
        List<String> all = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            Page<CatalogRun> page = catalog.runs(asked.query(), limit, cursor);
            page.items().forEach(run -> all.add(run.view().run().runId()));
            cursor = page.next();
        } while (cursor.isPresent());
        assertThat(all).doesNotHaveDuplicates();
        return all;
    }

    @Test
    void facets_are_the_values_that_there_are_most_frequent_first() {
        catalog.putAll(List.of(
                RunViewFixtures.run("a")
                        .model("x")
                        .tags("t", "u")
                        .with(Artifact.picture("a1"), Artifact.clip("a2"))
                        .view(),
                RunViewFixtures.run("b")
                        .model("y")
                        .tags("t")
                        .with(Artifact.picture("b1"))
                        .view(),
                RunViewFixtures.run("c").model("z").with(Artifact.picture("c1")).view()));

        assertThat(catalog.facets("model", 10))
                .containsExactly(new Facet("x", 2), new Facet("y", 1), new Facet("z", 1));
        assertThat(catalog.facets("tag", 10)).containsExactly(new Facet("t", 3), new Facet("u", 2));
        assertThat(catalog.facets("class", 1)).containsExactly(new Facet("visual", 3));
        assertThat(catalog.facets("project", 10)).isEmpty();
        assertThatThrownBy(() -> catalog.facets("document; DROP TABLE runs", 10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("runStatus");
    }

    @Test
    void the_feed_tells_new_runs_and_changed_artifacts_once() {
        Artifact first = Artifact.picture("a1");
        Artifact second = Artifact.picture("a2");
        ReviewState approved = new ReviewState(
                "approved",
                1,
                false,
                null,
                List.of("x", "y"),
                Map.of("faces", "pass", "hands", "pass"),
                "ann",
                "t",
                "n",
                new ReviewProposal("reopen", "bot", "t", null));
        assertThat(catalog.lastChange()).isZero();

        catalog.put(
                RunViewFixtures.run("r").option("cfg", 7.5f).with(first, second).view());
        long start = catalog.lastChange();
        catalog.put(
                RunViewFixtures.run("r").option("cfg", 7.5).with(first, second).view());
        assertThat(catalog.lastChange()).as("nothing has changed").isEqualTo(start);
        catalog.put(RunViewFixtures.run("r")
                .option("cfg", 7.5)
                .with(first, second.review(approved))
                .view());
        catalog.put(RunViewFixtures.run("r")
                .option("cfg", 7.5)
                .with(first, second.review(approved))
                .view());
        catalog.putAll(List.of(RunViewFixtures.run("quiet").view()));
        catalog.remove("r");

        String now = "2026-03-26T21:45:12Z";
        assertThat(catalog.changesAfter(0, 10))
                .containsExactly(
                        new Change(start, "run", "r", null, now),
                        new Change(start + 1, "artifact", "r", "a2", now),
                        new Change(start + 2, "removed", "r", null, now));
        assertThat(catalog.changesAfter(start, 1)).extracting(Change::sequence).containsExactly(start + 1);
        assertThat(catalog.lastChange()).isEqualTo(start + 2);
    }

    @Test
    void the_place_in_a_feed_is_kept() {
        assertThat(catalog.position("index")).isEqualTo(FeedPosition.START);

        catalog.position("index", new FeedPosition(1L << 40, -5));
        catalog.position("changes", new FeedPosition(7, 0));
        catalog.position("index", new FeedPosition(1L << 41, 6));

        assertThat(catalog.position("index")).isEqualTo(new FeedPosition(1L << 41, 6));
        assertThat(catalog.position("changes")).isEqualTo(new FeedPosition(7, 0));
    }

    @Test
    void exclusive_work_is_seen_whole_or_not_at_all() {
        assertThatThrownBy(() -> catalog.inExclusiveTransaction(() -> {
                    catalog.put(RunViewFixtures.run("a").view());
                    catalog.position("index", new FeedPosition(1, 1));
                    assertThat(catalog.run("a")).isPresent();
                    throw new IllegalStateException("on the way");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(catalog.run("a")).isEmpty();
        assertThat(catalog.position("index")).isEqualTo(FeedPosition.START);

        catalog.inExclusiveTransaction(() -> catalog.putAll(List.of(
                RunViewFixtures.run("a").view(), RunViewFixtures.run("b").view())));
        assertThat(runs(ArtifactQuery.all())).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void a_rebuild_leaves_what_it_was_given_and_nothing_else() {
        for (int i = 1; i <= 4; i++) {
            catalog.put(RunViewFixtures.run("run_0" + i)
                    .prompt("old")
                    .with(Artifact.picture("a" + i))
                    .view());
        }
        List<Change> told = catalog.changesAfter(0, 100);
        Optional<String> cursor =
                catalog.runs(ArtifactQuery.all(), 2, Optional.empty()).next();

        catalog.replaceAll(
                List.of(
                        RunViewFixtures.run("run_00").prompt("fresh").view(),
                        RunViewFixtures.run("run_03")
                                .prompt("fresh")
                                .tags("new")
                                .view(),
                        RunViewFixtures.run("run_02").prompt("fresh").view(),
                        RunViewFixtures.run("run_04").prompt("fresh").view(),
                        RunViewFixtures.run("run_04")
                                .prompt("twice")
                                .with(Artifact.picture("a4"))
                                .view()),
                Map.of("index", new FeedPosition(7, 8)));

        assertThat(runs(ArtifactQuery.all())).containsExactly("run_00", "run_04", "run_03", "run_02");
        assertThat(catalog.runs(ArtifactQuery.all(), 2, cursor).items())
                .as("a cursor of before still names its place: behind the third run")
                .extracting(run -> run.view().run().runId())
                .containsExactly("run_02");
        assertThat(ids(ArtifactQuery.all())).containsExactly("a4");
        assertThat(runs(QueryBuilder.all().text("fresh").query())).containsExactly("run_00", "run_03", "run_02");
        assertThat(runs(QueryBuilder.all().text("twice").query())).containsExactly("run_04");
        assertThat(runs(QueryBuilder.all().text("old").query())).isEmpty();
        assertThat(runs(QueryBuilder.all().tags("new").query())).containsExactly("run_03");
        assertThat(catalog.position("index")).isEqualTo(new FeedPosition(7, 8));
        assertThat(catalog.changesAfter(0, 100)).containsAll(told);

        catalog.put(RunViewFixtures.run("run_05").prompt("fresh").view());
        assertThat(runs(QueryBuilder.all().text("fresh").query()))
                .containsExactly("run_05", "run_00", "run_03", "run_02");
        assertThat(catalog.lastChange()).isGreaterThan(told.get(told.size() - 1).sequence());
    }

    @Test
    void what_was_known_is_looked_up_until_a_rebuild_is_done_and_after_one_that_fails() {
        catalog.put(RunViewFixtures.run("kept")
                .prompt("fox")
                .with(Artifact.picture("a"))
                .view());

        assertThatThrownBy(() -> catalog.replaceAll(
                        () -> Stream.of("one", "two")
                                .map(name -> {
                                    assertThat(ids(QueryBuilder.all()
                                                    .text("fox")
                                                    .query()))
                                            .contains("a");
                                    if (name.equals("two")) {
                                        throw new IllegalStateException("on the way");
                                    }
                                    return RunViewFixtures.run(name)
                                            .prompt("fox")
                                            .view();
                                })
                                .iterator(),
                        Map.of("index", new FeedPosition(7, 8))))
                .isInstanceOf(IllegalStateException.class);

        assertThat(ids(QueryBuilder.all().text("fox").query())).containsExactly("a");
        assertThat(catalog.position("index")).isEqualTo(FeedPosition.START);
    }

    @Test
    void anchors_are_the_cursors_of_all_pages_and_the_number_of_rows() {
        catalog.putAll(IntStream.range(0, 40)
                .mapToObj(i -> RunViewFixtures.run(String.format("run_%02d", i))
                        .at(String.format("2026-03-26T21:%02d:12+00:00", i))
                        .prompt(i % 2 == 0 ? "fox" : "wolf")
                        .with(Artifact.picture("a" + i), Artifact.picture("b" + i), Artifact.picture("c" + i))
                        .view())
                .toList());
        catalog.put(RunViewFixtures.run("empty").at("2020-01-01T00:00:00+00:00").view());

        for (ArtifactQuery query : List.of(
                ArtifactQuery.all(),
                QueryBuilder.all().text("fox").query(),
                QueryBuilder.all().text("fox OR wolf").query(),
                QueryBuilder.all().text("-fox").query(),
                QueryBuilder.all().text("nothing").query())) {
            List<String> artifacts = pageCursors(cursor -> catalog.artifacts(query, 7, cursor));
            assertThat(catalog.artifactAnchors(query, 7, Optional.empty(), 1_000))
                    .isEqualTo(new PageAnchors(catalog.count(query, 1_000), artifacts));
            List<String> runs = pageCursors(cursor -> catalog.runs(query, 7, cursor));
            assertThat(catalog.runAnchors(query, 7, Optional.empty(), 1_000))
                    .isEqualTo(new PageAnchors(runs(query).size(), runs));
        }
        List<String> all = pageCursors(cursor -> catalog.artifacts(ArtifactQuery.all(), 7, cursor));
        assertThat(catalog.artifactAnchors(ArtifactQuery.all(), 7, Optional.of(all.get(1)), 1_000))
                .as("behind a cursor")
                .isEqualTo(new PageAnchors(120 - 14, all.subList(2, all.size())));
        assertThat(catalog.artifactAnchors(ArtifactQuery.all(), 7, Optional.empty(), 30))
                .as("up to a bound")
                .isEqualTo(new PageAnchors(30, all.subList(0, 4)));
    }

    private static List<String> pageCursors(Function<Optional<String>, Page<?>> pages) {
        List<String> cursors = new ArrayList<>();
        Optional<String> cursor = pages.apply(Optional.empty()).next();
        while (cursor.isPresent()) {
            cursors.add(cursor.get());
            cursor = pages.apply(cursor).next();
        }
        return cursors;
    }

    @Test
    void threads_may_write_and_read_at_once() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(6);
        List<Callable<Integer>> work = new ArrayList<>();
        for (int t = 0; t < 3; t++) {
            String name = "t" + t + "_";
            work.add(() -> {
                IntStream.range(0, 30)
                        .forEach(i -> catalog.put(RunViewFixtures.run(name + i)
                                .prompt("fox")
                                .with(Artifact.picture(name + i))
                                .view()));
                return 0;
            });
            work.add(() -> {
                int most = 0;
                for (int i = 0; i < 30; i++) {
                    most = Math.max(
                            most, ids(QueryBuilder.all().text("fox").query()).size());
                }
                return most;
            });
        }
        for (Future<Integer> done : threads.invokeAll(work)) {
            assertThat(done.get()).isBetween(0, 90);
        }
        threads.shutdown();

        assertThat(catalog.count(ArtifactQuery.all(), 1_000)).isEqualTo(90);
        assertThat(catalog.changesAfter(0, 1_000))
                .hasSize(90)
                .extracting(Change::sequence)
                .doesNotHaveDuplicates();
    }

    private void searchable() {
        catalog.putAll(List.of(
                RunViewFixtures.run("1")
                        .prompt("a fox")
                        .with(Artifact.picture("fox"))
                        .view(),
                RunViewFixtures.run("2")
                        .prompt("A red  fox, at dusk")
                        .with(Artifact.picture("red_fox"))
                        .view(),
                RunViewFixtures.run("3")
                        .prompt("the quick fox is red")
                        .with(Artifact.picture("quick"))
                        .view(),
                RunViewFixtures.run("4")
                        .prompt("wolf")
                        .with(Artifact.picture("wolf"))
                        .view(),
                RunViewFixtures.run("5")
                        .prompt("un cafe\u0301 dans la Straße")
                        .with(Artifact.picture("cafe"))
                        .view(),
                RunViewFixtures.run("6")
                        .prompt("雪の富士山 🦊 Москва")
                        .with(Artifact.picture("cjk"))
                        .view(),
                RunViewFixtures.run("7")
                        .prompt("Wide-angle, f/1.5")
                        .enhanced("enhanced words")
                        .with(Artifact.picture("hyphen"))
                        .view(),
                RunViewFixtures.run("8")
                        .enhanced("enhanced words")
                        .with(Artifact.report("title", "Foxes of Åland"))
                        .view()));
    }

    private List<String> ids(ArtifactQuery query) {
        return catalog.artifacts(query, 500, Optional.empty()).items().stream()
                .map(CatalogContract::id)
                .toList();
    }

    private List<String> runs(ArtifactQuery query) {
        return catalog.runs(query, 500, Optional.empty()).items().stream()
                .map(run -> run.view().run().runId())
                .toList();
    }

    private static String id(CatalogArtifact artifact) {
        return artifact.view().record().id();
    }
}
