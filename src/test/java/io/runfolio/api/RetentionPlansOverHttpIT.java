package io.runfolio.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.TestWorkspace;
import io.runfolio.api.security.TokenFile;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans of retention over HTTP, with a real worker. */
class RetentionPlansOverHttpIT {
    private static final String PLANS = "/v1/retention/plans";
    private static final String POLICY =
            """
            rules:
              - name: previews
                match: {kind: image, tag: [red*, fresh]}
                action: derivatives
            """;

    @TempDir
    private Path folder;

    private Path policy;
    private LiveApi api;
    private String admin;
    private String reviewer;

    @BeforeEach
    void bundles() throws Exception {
        policy = Files.writeString(folder.resolve("retention.yaml"), POLICY);
        Path tokens = folder.resolve("keys").resolve("tokens.json");
        admin = "Bearer " + new TokenFile(tokens).create("ada", EnumSet.of(Scope.ADMIN));
        reviewer = "Bearer " + new TokenFile(tokens).create("bob", EnumSet.of(Scope.READ, Scope.REVIEW));
        api = new LiveApi(
                folder.resolve("worker"),
                "runfolio.retention.policy",
                policy.toString(),
                "runfolio.http.tokens-file",
                tokens.toString());
        for (int i = 1; i <= 2; i++) {
            api.testWorkspace.writePicture(i + ".png", 64, 48, i);
            String event = TestWorkspace.event("e" + i, "succeeded", i + ".png")
                    .replaceFirst("\\{", "{\"tags\":[\"" + (i == 1 ? "fresh" : "redder\",\"keep") + "\"],");
            api.testWorkspace.drop(i + ".json", event);
        }
        await().until(() -> api.testWorkspace.bundles().size() == 2);
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private JsonNode plan() {
        HttpResponse<byte[]> made = api.post(PLANS, "", "Authorization", admin);
        assertThat(made.statusCode()).isEqualTo(201);
        return LiveApi.json(made);
    }

    private JsonNode get(String target) {
        return LiveApi.json(api.get(target, "Authorization", admin));
    }

    @Test
    void a_plan_is_made_and_applied_with_progress_and_what_is_protected_stays() {
        await().until(() -> plan().get("runs").asInt() == 2);
        JsonNode plan = plan();
        String id = plan.get("id").asText();
        assertThat(plan.get("entries").asInt()).isEqualTo(1);
        assertThat(plan.get("keptEntries").asInt()).isEqualTo(1);
        JsonNode detail = get(PLANS + "/" + id + "?limit=10");
        assertThat(detail.at("/removals/0/why").asText()).isEqualTo("kind image, tag red*, fresh");
        assertThat(detail.at("/kept/0/protections/0/kind").asText()).isEqualTo("tagged");
        assertThat(api.get(PLANS + "?limit=1", "Authorization", admin).statusCode())
                .isEqualTo(422);

        HttpResponse<byte[]> applied = api.post(PLANS + "/" + id + "/apply", "", "Authorization", admin);
        assertThat(applied.statusCode()).isEqualTo(202);
        await().until(() -> get(PLANS + "/" + id).at("/progress/complete").asBoolean());

        JsonNode done = get(PLANS + "/" + id).get("progress");
        assertThat(done.get("removed").asInt()).isEqualTo(1);
        assertThat(done.get("bytes").asLong())
                .isEqualTo(plan.get("bytes").asLong())
                .isPositive();
        assertThat(done.get("skipped")).isEmpty();
        assertThat(api.post(PLANS + "/" + id + "/apply", "", "Authorization", admin)
                        .statusCode())
                .as("once more does nothing")
                .isEqualTo(202);
        assertThat(get(PLANS + "/" + id).get("progress")).isEqualTo(done);
        assertThat(get(PLANS).at("/items/0/id").asText()).isNotEmpty();
    }

    @Test
    void only_administrators_see_and_apply_plans() {
        assertThat(api.get(PLANS, "Authorization", reviewer).statusCode()).isEqualTo(403);
        assertThat(api.post(PLANS, "", "Authorization", reviewer).statusCode()).isEqualTo(403);
        assertThat(api.post(PLANS + "/plan-0123456789abcdef/apply", "", "Authorization", reviewer)
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void a_policy_with_mistakes_is_named_and_refuses_plans_and_applies() throws Exception {
        String id = plan().get("id").asText();
        Files.writeString(policy, POLICY.replace("action: derivatives", "action: previews"));

        HttpResponse<byte[]> refused = api.post(PLANS, "", "Authorization", admin);
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(LiveApi.json(refused).at("/detail/error").asText()).isEqualTo("retention_policy_invalid");
        assertThat(LiveApi.json(refused).at("/detail/fields/0").asText()).contains("rules[0].action must be one of");
        assertThat(get(PLANS).at("/problems/0").asText()).contains("rules[0].action must be one of");
        assertThat(api.post(PLANS + "/plan-0000000000000000/apply", "", "Authorization", admin)
                        .statusCode())
                .isEqualTo(404);
        assertThat(id).startsWith("plan-");
    }
}
