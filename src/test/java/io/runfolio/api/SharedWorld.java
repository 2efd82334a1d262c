package io.runfolio.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.LiveFiles;
import io.runfolio.UtcClock;
import io.runfolio.api.security.TokenFile;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A real server with two runs, tokens and a clock that tests set; for share links and signed URLs. */
final class SharedWorld implements AutoCloseable {
    static final String SECRET_WORDS = "a heron at dawn over marshland";

    /** A key of 32 bytes. */
    static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    final LiveApi api;
    final String sharer;
    final String other;
    /** Token that may share and not read. */
    final String blind;

    final String reader;
    final String admin;
    final List<String> ids = new ArrayList<>();
    final String outsider;
    final String runId;
    private volatile Optional<Instant> stopped = Optional.empty();

    SharedWorld(Path folder, String... keysAndValues) throws Exception {
        TokenFile tokens = new TokenFile(folder.resolve("tokens.json"));
        sharer = tokens.create("ada", EnumSet.of(Scope.READ, Scope.SHARE));
        other = tokens.create("bob", EnumSet.of(Scope.READ, Scope.SHARE));
        blind = tokens.create("kim", EnumSet.of(Scope.SHARE));
        reader = tokens.create("eve", EnumSet.of(Scope.READ, Scope.REVIEW, Scope.SUBMIT));
        admin = tokens.create("root", EnumSet.of(Scope.ADMIN));
        List<String> all = new ArrayList<>(List.of(
                "runfolio.http.tokens-file", folder.resolve("tokens.json").toString()));
        all.addAll(List.of(keysAndValues));
        api = new LiveApi(clock(), folder, all.toArray(String[]::new));
        for (int i = 1; i <= 3; i++) {
            api.testWorkspace.writePicture("heron" + i + ".png", 640, 480, i);
        }
        drop(
                "shared",
                """
                {"status": "succeeded", "model_key": "marsh_model", "prompts": {"raw": "%s"},
                 "options": {"seed": 770042},
                 "outputs": [
                  {"kind": "image", "source_path": "media/heron1.png", "role": "output"},
                  {"kind": "image", "source_path": "media/heron2.png", "role": "output"}]}"""
                        .formatted(SECRET_WORDS),
                1);
        drop(
                "unshared",
                """
                {"status": "succeeded", "model_key": "marsh_model", "prompts": {"raw": "other"},
                 "outputs": [{"kind": "image", "source_path": "media/heron3.png", "role": "output"}]}""",
                2);
        String left = "";
        String run = "";
        for (JsonNode one : json(get("/v1/artifacts", admin)).get("items")) {
            if (one.toString().contains(SECRET_WORDS)) {
                ids.add(one.get("id").asText());
                run = one.get("runId").asText();
            } else {
                left = one.get("id").asText();
            }
        }
        outsider = left;
        runId = run;
    }

    UtcClock clock() {
        return new UtcClock() {
            @Override
            public Instant instant() {
                return stopped.orElseGet(Instant::now);
            }
        };
    }

    /** Sets the clock of the server. */
    void stopClock(Instant at) {
        stopped = Optional.of(at);
    }

    void startClock() {
        stopped = Optional.empty();
    }

    private void drop(String key, String event, int runs) {
        api.testWorkspace.drop(key + ".json", event);
        org.awaitility.Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> json(get("/v1/runs", admin)).get("items").size() == runs);
    }

    /** Bundles a run with one output and returns its artifact. */
    String output(String key, String output) {
        int runs = json(get("/v1/runs", admin)).get("items").size();
        drop(
                key,
                "{\"status\": \"succeeded\", \"model_key\": \"marsh_model\", \"outputs\": [" + output + "]}",
                runs + 1);
        return json(get("/v1/artifacts", admin)).at("/items/0/id").asText();
    }

    /** Bundles a run with a report without a file and returns its artifact. */
    String text(String key, String title, String body) {
        int runs = json(get("/v1/runs", admin)).get("items").size();
        drop(
                key,
                """
                {"status": "succeeded", "model_key": "marsh_model",
                 "artifact": {"artifact_class": "research", "artifact_type": "report",
                  "content": {"type": "research-report", "title": "%s", "summary": "About birds.",
                   "sections": [{"heading": "Habits", "body": "%s"}], "sources": []}}}"""
                        .formatted(title, body),
                runs + 1);
        for (JsonNode one : json(get("/v1/artifacts?class=research", admin)).get("items")) {
            if (one.at("/content/title").asText().equals(title)) {
                return one.get("id").asText();
            }
        }
        throw new AssertionError("no report " + title);
    }

    /** Deletes the files of an artifact's run from its bundle. */
    void removeFiles(String artifactId) throws IOException {
        String run =
                json(get("/v1/artifacts/" + artifactId, admin)).get("runId").asText();
        for (Path file : LiveFiles.list(api.testWorkspace.outputs)) {
            if (file.toString().contains(run)
                    && Set.of("original", "web", "thumb")
                            .contains(file.getParent().getFileName().toString())) {
                Files.delete(file);
            }
        }
    }

    static JsonNode json(HttpResponse<byte[]> response) {
        return LiveApi.json(response);
    }

    static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    static String header(HttpResponse<byte[]> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    HttpResponse<byte[]> get(String target, String token) {
        return api.get(target, "Authorization", "Bearer " + token);
    }

    /** Creates a link; {@code more} are further fields of the body. */
    JsonNode share(String more) {
        return share(sharer, ids, more);
    }

    JsonNode share(String token, List<String> artifacts, String more) {
        HttpResponse<byte[]> response = create(token, artifacts, more);
        if (response.statusCode() != 201) {
            throw new AssertionError(text(response));
        }
        return json(response);
    }

    HttpResponse<byte[]> create(String token, List<String> artifacts, String more) {
        String list = artifacts.isEmpty() ? "" : "\"" + String.join("\",\"", artifacts) + "\"";
        String body = "{\"artifactIds\":[" + list + "]" + (more.isEmpty() ? "" : "," + more) + "}";
        return api.post("/v1/shares", body, "Authorization", "Bearer " + token);
    }

    HttpResponse<byte[]> revoke(String token, String shareId) {
        return api.send(api.builder("/v1/shares/" + shareId, "Authorization", "Bearer " + token)
                .DELETE());
    }

    HttpResponse<byte[]> unlock(String path, String password, String... headers) {
        HttpRequest.Builder builder = api.builder(path + "/unlock", headers)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "password=" + java.net.URLEncoder.encode(password, StandardCharsets.UTF_8)));
        return api.send(builder);
    }

    @Override
    public void close() {
        api.close();
    }
}
