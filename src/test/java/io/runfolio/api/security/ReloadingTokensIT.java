package io.runfolio.api.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.api.LiveApi;
import io.runfolio.api.Scope;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes of the token file under a running server. */
class ReloadingTokensIT {
    @TempDir
    Path folder;

    private Path file;
    private TokenFile tokens;

    @BeforeEach
    void place() {
        file = folder.resolve("tokens.json");
        tokens = new TokenFile(file);
    }

    private LiveApi start() throws Exception {
        return new LiveApi(folder, "runfolio.http.tokens-file", file.toString());
    }

    private static int status(LiveApi api, String token) {
        return api.get("/v1/artifacts", "Authorization", "Bearer " + token).statusCode();
    }

    @Test
    void a_revoked_token_ends_immediately_with_its_sessions_and_feeds() throws Exception {
        String ada = tokens.create("ada", EnumSet.of(Scope.READ));
        try (LiveApi api = start()) {
            HttpResponse<byte[]> opened = api.post("/v1/session", "", "Authorization", "Bearer " + ada);
            String cookie =
                    opened.headers().firstValue("set-cookie").orElseThrow().replaceFirst(";.*", "");
            HttpResponse<InputStream> feed = api.client.send(
                    api.builder("/v1/changes", "Cookie", cookie).build(), HttpResponse.BodyHandlers.ofInputStream());
            assertThat(status(api, ada)).isEqualTo(200);
            assertThat(api.get("/v1/artifacts", "Cookie", cookie).statusCode()).isEqualTo(200);

            assertThat(tokens.revoke("ada")).isTrue();

            assertThat(status(api, ada)).isEqualTo(401);
            assertThat(api.get("/v1/artifacts").statusCode()).isEqualTo(401);
            assertThat(api.get("/v1/artifacts", "Cookie", cookie).statusCode()).isEqualTo(401);
            // comes to an end, where it would otherwise never
            feed.body().readAllBytes();
            assertThat(LiveApi.json(api.get("/v1/health")).get("tokensNeeded").asBoolean())
                    .isTrue();
            String again = tokens.create("ada", EnumSet.of(Scope.READ));
            assertThat(status(api, again)).isEqualTo(200);
            assertThat(api.get("/v1/artifacts", "Cookie", cookie).statusCode()).isEqualTo(401);
        }
    }

    @Test
    void an_invalid_readable_or_missing_file_authorizes_no_request() throws Exception {
        String ada = tokens.create("ada", EnumSet.of(Scope.READ));
        byte[] sound = Files.readAllBytes(file);
        try (LiveApi api = start()) {
            assertThat(status(api, ada)).isEqualTo(200);
            List<Callable<Object>> harms = List.of(
                    () -> Files.write(file, new byte[0]),
                    () -> Files.writeString(file, "{\"tokens\":"),
                    () -> Files.writeString(file, "[]"),
                    () -> Files.writeString(file, "{\"tokens\":{}}"),
                    () -> Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--")),
                    () -> Files.deleteIfExists(file),
                    () -> {
                        Files.delete(file);
                        return Files.createSymbolicLink(file, folder.resolve("nowhere"));
                    },
                    () -> {
                        Files.delete(file);
                        return Files.createDirectory(file);
                    });
            for (Callable<Object> harm : harms) {
                harm.call();
                assertThat(status(api, ada)).isEqualTo(401);
                assertThat(api.get("/v1/artifacts").statusCode()).isEqualTo(401);
                Files.deleteIfExists(file);
                Files.write(file, sound);
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
                assertThat(status(api, ada)).isEqualTo(200);
            }
        }
    }

    @Test
    void an_empty_token_file_requires_tokens_from_the_start() throws Exception {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (LiveApi api = start()) {
            assertThat(api.get("/v1/artifacts").statusCode()).isEqualTo(401);
            assertThat(status(api, tokens.create("ada", EnumSet.of(Scope.READ))))
                    .isEqualTo(200);
        }
    }

    @Test
    void concurrent_changes_of_the_token_file_are_all_kept() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(8);
        tokens.create("leaver", EnumSet.of(Scope.READ));
        List<Future<String>> made = IntStream.range(0, 8)
                .mapToObj(i -> pool.submit(() -> {
                    String token = new TokenFile(file).create("t" + i, Set.of(Scope.READ));
                    new TokenFile(file).revoke("leaver");
                    return token;
                }))
                .toList();
        for (Future<String> one : made) {
            String token = one.get();
            assertThat(tokens.read().caller(token)).isPresent();
        }
        pool.shutdown();
        assertThat(tokens.list()).hasSize(8);
    }
}
