package io.runfolio.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.TestWorkspace;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.ledger.Removal;
import io.runfolio.bundle.ledger.RemovalScope;
import io.runfolio.retention.ExternalProtections;
import io.runfolio.retention.Protections;
import io.runfolio.retention.purge.PurgeOrder;
import io.runfolio.retention.purge.PurgeOutcome;
import io.runfolio.retention.purge.Purger;
import io.runfolio.wiring.Backends;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds and tombstones over HTTP, with a real worker. */
class RetentionOverHttpIT {
    @TempDir
    private Path folder;

    private LiveApi api;
    private String id;
    private String run;

    @BeforeEach
    void bundle() throws Exception {
        api = new LiveApi(folder);
        api.testWorkspace.writePicture("one.png", 64, 48, 1);
        api.bundle("one", TestWorkspace.event("one", "succeeded", "one.png"), 1);
        id = api.json("/v1/artifacts").at("/items/0/id").asText();
        run = api.json("/v1/artifacts").at("/items/0/runId").asText();
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private PurgeOutcome purge(RemovalScope scope, Duration grace) {
        BundleLayout layout = Backends.outputs(api.testWorkspace.settings());
        Path bundle = api.testWorkspace.bundles().get(0);
        return new Purger(layout, new Protections(ExternalProtections.NONE, Clock.systemUTC()), Clock.systemUTC())
                .purge(new PurgeOrder(
                        PurgeOrder.newId(),
                        layout.relative(bundle.toAbsolutePath().normalize()),
                        id,
                        scope,
                        null,
                        "older-than-90d",
                        "retention",
                        "old",
                        grace));
    }

    @Test
    void a_hold_is_set_listed_shown_and_released() {
        for (String place : new String[] {"/v1/artifacts/" + id, "/v1/runs/" + run}) {
            HttpResponse<byte[]> set = api.put(place + "/holds", "{\"reason\":\"case 7\",\"until\":\"90d\"}");
            assertThat(set.statusCode()).isEqualTo(200);
            String hold = LiveApi.json(set).get("id").asText();
            api.put(place + "/holds", "{\"reason\":\"case 8\"}");
            api.put(place + "/holds", "{\"reason\":\"case 8\"}");

            assertThat(api.json(place + "/holds").get("items")).hasSize(2);
            assertThat(api.json("/v1/artifacts/" + id)
                            .at("/retention/holds/0/reason")
                            .asText())
                    .isEqualTo("case 7");
            assertThat(purge(RemovalScope.BINARIES, Duration.ofDays(1)).status())
                    .isEqualTo(PurgeOutcome.Status.PROTECTED);

            assertThat(api.delete(place + "/holds/" + hold + "?note=over").statusCode())
                    .isEqualTo(200);
            assertThat(api.delete(place + "/holds/" + hold).statusCode()).isEqualTo(404);
            String other = api.json(place + "/holds").at("/items/0/id").asText();
            assertThat(api.delete(place + "/holds/" + other).statusCode()).isEqualTo(200);
            assertThat(api.json(place + "/holds").get("items")).isEmpty();
        }
    }

    @Test
    void a_hold_without_a_reason_or_with_a_time_that_is_over_is_refused() {
        String target = "/v1/artifacts/" + id + "/holds";
        for (String body : new String[] {
            "{}",
            "{\"reason\":\" \"}",
            "{\"reason\":\"x\",\"until\":\"2020-01-01\"}",
            "{\"reason\":\"x\",\"until\":\"soon\"}"
        }) {
            HttpResponse<byte[]> refused = api.put(target, body);
            assertThat(refused.statusCode()).as(body).isEqualTo(422);
            assertThat(LiveApi.error(refused)).isEqualTo("hold_invalid");
        }
        assertThat(api.put("/v1/artifacts/artifact-0000000000000000/holds", "{\"reason\":\"x\"}")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void a_purged_file_is_gone_with_its_tombstone_until_it_is_restored() {
        byte[] original = api.get("/v1/artifacts/" + id + "/content/original").body();
        Removal removal =
                purge(RemovalScope.BINARIES, Duration.ofDays(1)).removal().orElseThrow();

        for (String target : new String[] {
            "/v1/artifacts/" + id + "/content/original",
            "/v1/artifacts/" + id + "/content/web",
            "/v1/artifacts/" + id + "/content/raw.webp",
            "/v1/runs/" + run + "/files/original/output_01.png"
        }) {
            HttpResponse<byte[]> gone = api.get(target);
            assertThat(gone.statusCode()).as(target).isEqualTo(410);
            JsonNode tombstone = LiveApi.json(gone).at("/detail/tombstone");
            assertThat(tombstone.get("removalId").asText()).isEqualTo(removal.removalId());
            assertThat(tombstone.get("rule").asText()).isEqualTo("older-than-90d");
            assertThat(tombstone.get("restorableUntil").asText()).isEqualTo(removal.trashUntil());
        }
        JsonNode artifact = api.json("/v1/artifacts/" + id);
        assertThat(artifact.at("/media/removed").asBoolean()).isTrue();
        assertThat(artifact.at("/retention/removals/0/files")).hasSize(3);
        assertThat(api.json("/v1/runs/" + run).at("/retention/removals")).hasSize(1);

        HttpResponse<byte[]> restored =
                api.post("/v1/runs/" + run + "/restore", "{\"removalId\":\"" + removal.removalId() + "\"}");
        assertThat(LiveApi.json(restored).get("restored")).hasSize(3);
        assertThat(api.get("/v1/artifacts/" + id + "/content/original").body()).isEqualTo(original);
        assertThat(api.json("/v1/artifacts/" + id).at("/retention/removals")).isEmpty();
    }

    @Test
    void what_is_deleted_for_good_cannot_be_restored() {
        Removal removal = purge(RemovalScope.ORIGINALS, Duration.ZERO).removal().orElseThrow();
        HttpResponse<byte[]> refused =
                api.post("/v1/runs/" + run + "/restore", "{\"removalId\":\"" + removal.removalId() + "\"}");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(LiveApi.error(refused)).isEqualTo("not_restorable");
        assertThat(LiveApi.error(
                        api.post("/v1/runs/" + run + "/restore", "{\"removalId\":\"removal-0000000000000000\"}")))
                .isEqualTo("unknown_removal");
        assertThat(api.get("/v1/artifacts/" + id + "/content/web").statusCode()).isEqualTo(200);
    }

    @Test
    void a_zip_skips_removed_files_and_names_them() throws IOException {
        purge(RemovalScope.ORIGINALS, Duration.ofDays(1));
        HttpResponse<byte[]> zip = api.get("/v1/export?ids=" + id + "&form=original");
        assertThat(zip.statusCode()).isEqualTo(200);
        String manifest = "";
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip.body()))) {
            for (ZipEntry entry; (entry = in.getNextEntry()) != null; ) {
                if (entry.getName().equals("manifest.json")) {
                    manifest = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                }
            }
        }
        assertThat(manifest).contains("\"removed\"").contains("original/output_01.png was removed at");
    }

    @Test
    void an_open_download_ends_well_while_its_file_is_purged() throws Exception {
        HttpResponse<InputStream> open = api.client.send(
                HttpRequest.newBuilder(api.uri("/v1/artifacts/" + id + "/content/original"))
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
        purge(RemovalScope.ORIGINALS, Duration.ZERO);
        long length = open.headers().firstValueAsLong("content-length").orElseThrow();
        assertThat(open.body().readAllBytes()).hasSize((int) length);
    }
}
