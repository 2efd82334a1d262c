package io.runfolio.catalog.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.bundle.Bundles;
import io.runfolio.catalog.Catalog;
import io.runfolio.catalog.CatalogException;
import io.runfolio.catalog.Change;
import io.runfolio.catalog.sql.OlderTables;
import io.runfolio.catalog.sql.QueryBuilder;
import io.runfolio.catalog.sql.RunViewFixtures;
import io.runfolio.index.ReviewLogs;
import io.runfolio.index.RunIndex;
import io.runfolio.run.AssetKind;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunIndexEntry;
import io.runfolio.run.RunRequest;
import io.runfolio.settings.CatalogSettings;
import io.runfolio.wiring.Backends;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogFollowerTest {
    @TempDir
    Path outputs;

    private BundleLayout layout;
    private Catalog catalog;
    private CatalogFollower follower;

    @BeforeEach
    void open() {
        layout = Backends.outputs(outputs);
        catalog = CatalogFactory.open(new CatalogSettings(false, "", "", ""), layout);
        follower = new CatalogFollower(catalog, layout);
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    @Test
    void runs_come_with_their_index_lines_and_only_once() {
        String first = sealed("first");
        assertThat(follower.isBehind()).isTrue();
        assertThat(follower.catchUp()).isEqualTo(1);
        long change = catalog.lastChange();

        assertThat(follower.isBehind()).isFalse();
        assertThat(follower.catchUp()).isZero();
        assertThat(catalog.lastChange()).isEqualTo(change);

        String second = sealed("second");
        assertThat(new CatalogFollower(catalog, layout).catchUp()).isEqualTo(1);
        assertThat(catalog.runIds()).containsExactlyInAnyOrder(first, second);
        assertThat(catalog.changesAfter(0, 10)).extracting(Change::kind).containsExactly("run", "run");
    }

    @Test
    void a_torn_last_line_is_waited_for() throws IOException {
        sealed("first");
        byte[] whole = Files.readAllBytes(layout.index());
        Files.write(layout.index(), java.util.Arrays.copyOf(whole, whole.length - 10));

        assertThat(follower.catchUp()).isZero();
        Files.write(layout.index(), whole);
        assertThat(follower.catchUp()).isEqualTo(1);
    }

    @Test
    void a_run_that_was_announced_as_changed_is_read_again() throws IOException {
        String run = sealed("first");
        follower.catchUp();
        long before = catalog.lastChange();
        Path bundle = new BundleReader(layout).find(run).orElseThrow();
        String artifact = catalog.run(run)
                .orElseThrow()
                .view()
                .artifacts()
                .get(0)
                .record()
                .id();

        new ReviewLogs(layout)
                .append(
                        bundle,
                        lines -> List.of("{\"revision\":1,\"artifact_id\":\"" + artifact
                                + "\",\"action\":\"approve\",\"by\":\"ann\","
                                + "\"at\":\"2026-03-27T00:00:00+00:00\",\"note\":null,\"data\":{}}"));

        assertThat(follower.catchUp()).isEqualTo(1);
        assertThat(catalog.artifact(artifact).orElseThrow().view().review().status())
                .isEqualTo("approved");
        assertThat(catalog.changesAfter(before, 10))
                .extracting(Change::kind, Change::artifactId)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("artifact", artifact));
        assertThat(follower.catchUp()).isZero();
    }

    @Test
    void an_index_that_was_made_anew_or_cut_makes_the_catalog_anew() throws IOException {
        String first = sealed("first");
        String second = sealed("second");
        follower.catchUp();

        delete(new BundleReader(layout).find(first).orElseThrow());
        new RunIndex(layout).rebuild(new BundleReader(layout));
        follower.catchUp();
        assertThat(catalog.runIds()).containsExactly(second);

        Files.write(layout.index(), new byte[0], StandardOpenOption.TRUNCATE_EXISTING);
        follower.catchUp();
        assertThat(catalog.runIds()).as("the bundle is the truth").containsExactly(second);
        assertThat(follower.isBehind()).isFalse();
    }

    @Test
    void a_bundle_that_cannot_be_read_keeps_no_other_one_out() throws IOException {
        String broken = sealed("broken");
        String good = sealed("good");
        Files.writeString(new BundleReader(layout).find(broken).orElseThrow().resolve("run.json"), "{");

        follower.catchUp();
        assertThat(catalog.runIds()).containsExactly(good);
        assertThat(follower.rebuild(done -> {})).isEqualTo(1);
    }

    @Test
    void a_bundle_without_line_is_found_by_a_rebuild() {
        String run = Bundles.seal(layout, request("lineless"), "lineless").runId();

        assertThat(follower.catchUp()).isZero();
        assertThat(follower.rebuild(done -> {})).isEqualTo(1);
        assertThat(catalog.runIds()).containsExactly(run);
        assertThat(catalog.artifacts(QueryBuilder.all().text("fox").query(), 10, Optional.empty())
                        .items())
                .hasSize(1);
    }

    @Test
    void who_has_the_catalog_open_sees_a_rebuild_and_writes_on() throws IOException {
        String first = sealed("first");
        follower.catchUp();
        try (Catalog other = CatalogFactory.open(CatalogSettings.defaults(), layout)) {
            assertThat(other.runIds()).containsExactly(first);
            other.put(RunViewFixtures.run("never_sealed").view());
            String second =
                    Bundles.seal(layout, request("lineless"), "lineless").runId();

            follower.rebuild(done -> {});
            assertThat(other.runIds()).containsExactlyInAnyOrder(first, second);
            other.put(RunViewFixtures.run("later").view());
            assertThat(catalog.run("later")).isPresent();
        }
        try (var files = Files.list(layout.control())) {
            assertThat(files.map(file -> file.getFileName().toString())).noneMatch(name -> name.contains("rebuild"));
        }
    }

    @Test
    void a_run_that_comes_during_a_rebuild_is_there_at_its_end() {
        sealed("first");
        follower.catchUp();
        String[] late = new String[1];
        follower.rebuild(done -> late[0] = sealed("late"));
        assertThat(catalog.runIds()).contains(late[0]).hasSize(2);
        assertThat(follower.isBehind()).isFalse();
    }

    @Test
    void a_damaged_file_is_set_aside_and_made_anew_from_the_bundles() throws IOException {
        String run = sealed("first");
        follower.catchUp();
        catalog.close();
        Files.writeString(layout.catalog(), "this is no database");
        Files.deleteIfExists(layout.catalog().resolveSibling("catalog.sqlite-wal"));

        open();
        follower.catchUp();

        assertThat(catalog.runIds()).containsExactly(run);
        try (var files = Files.list(layout.control())) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .anyMatch(name -> name.startsWith("catalog.sqlite.broken-"));
        }
    }

    @Test
    void a_file_that_is_damaged_inside_is_set_aside_when_it_is_opened_again() throws IOException {
        for (int i = 0; i < 40; i++) {
            sealed("run" + i);
        }
        follower.catchUp();
        catalog.close();
        byte[] bytes = Files.readAllBytes(layout.catalog());
        java.util.Arrays.fill(bytes, 100, bytes.length, (byte) 0x5a);
        Files.write(layout.catalog(), bytes);

        open();
        follower.catchUp();

        assertThat(catalog.runIds()).hasSize(40);
        assertThat(catalog.findProblem()).isEmpty();
    }

    @Test
    void tables_of_a_newer_program_are_left_alone() throws Exception {
        catalog.close();
        try (var connection = java.sql.DriverManager.getConnection("jdbc:sqlite:" + layout.catalog())) {
            connection.createStatement().execute("UPDATE schema_version SET version = 99");
        }

        org.assertj.core.api.Assertions.assertThatThrownBy(this::open)
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("newer version of Runfolio")
                .hasMessageContaining("99");
        assertThat(layout.catalog()).exists();
    }

    @Test
    void tables_of_an_older_version_are_rebuilt_from_the_bundles() throws Exception {
        String first = sealed("first");
        String second = sealed("second");
        follower.catchUp();
        catalog.close();
        try (var connection = java.sql.DriverManager.getConnection("jdbc:sqlite:" + layout.catalog())) {
            OlderTables.replace(connection);
        }
        assertThat(new CatalogAudit(CatalogSettings.defaults(), layout).check(List.of()))
                .extracting(io.runfolio.run.Finding::code)
                .containsExactly("catalog_version");

        open();
        assertThat(follower.catchUp()).isEqualTo(2);

        assertThat(catalog.runIds()).containsExactlyInAnyOrder(first, second);
        assertThat(catalog.count(QueryBuilder.all().text("red fox").query(), 10))
                .isEqualTo(2);
        assertThat(new CatalogAudit(CatalogSettings.defaults(), layout).check(new BundleReader(layout).scan()))
                .isEmpty();
    }

    @Test
    void the_audit_tells_a_catalog_that_is_behind_from_one_that_is_wrong() throws IOException {
        CatalogAudit audit = new CatalogAudit(CatalogSettings.defaults(), layout);
        BundleReader bundles = new BundleReader(layout);
        String first = sealed("first");
        follower.catchUp();
        assertThat(audit.check(bundles.scan())).isEmpty();

        sealed("second");
        assertThat(audit.check(bundles.scan())).as("it is behind").isEmpty();
        follower.catchUp();
        catalog.remove(first);
        catalog.put(RunViewFixtures.run("never_sealed").view());

        assertThat(audit.check(bundles.scan()))
                .extracting(io.runfolio.run.Finding::code)
                .containsExactlyInAnyOrder("catalog_without_bundle", "bundle_not_in_catalog");
        catalog.close();
        Files.writeString(layout.catalog(), "this is no database");
        assertThat(audit.check(bundles.scan()))
                .extracting(io.runfolio.run.Finding::code)
                .containsExactly("catalog_unreadable");
    }

    @Test
    void a_password_is_in_no_message() {
        CatalogSettings settings = new CatalogSettings(
                false, "jdbc:postgresql://localhost:1/none?connectTimeout=1&loginTimeout=1", "ann", "hush-hush");

        assertThat(settings.toString()).doesNotContain("hush-hush").contains("password=set");
    }

    private String sealed(String name) {
        RunArtifact run = Bundles.seal(layout, request(name), name);
        BundleReader reader = new BundleReader(layout);
        new RunIndex(layout).append(RunIndexEntry.of(reader.manifest(Path.of(run.runDir()))));
        return run.runId();
    }

    private static RunRequest request(String slug) {
        return RunRequest.builder("succeeded", "model")
                .slug(slug)
                .prompt("a red fox")
                .createdAt(OffsetDateTime.parse("2026-03-26T21:45:12Z"))
                .output(AssetKind.IMAGE, "/generator/" + slug + ".png")
                .build();
    }

    private static void delete(Path folder) throws IOException {
        try (var paths = Files.walk(folder)) {
            for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
