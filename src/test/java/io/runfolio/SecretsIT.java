package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.runfolio.run.RunRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Secrets of an event stand in no file that is kept, and its redelivery is known all the same. */
class SecretsIT {
    private static final String SECRET = "Zq9vT4secret7LmX2pw8";
    private static final String PAYLOADS =
            """
            "source_metadata":{"headers":{"Authorization":"Bearer S"}},
            "source_context":{"metadata":{"api_key":"S"}},
            "options":{"webhook":"https://user:S@a.example/hook?token=S"},
            "defaults":[{"password":"S"}],
            "provider_trace":{"task_id":"t","request_path":"/v1/x?api_key=S","metadata":{"cookie":"S"}},
            "warnings":["GET https://a.example/x?sig=S was slow"],"errors":["Authorization: Bearer S was refused"],
            "notes":"see https://a.example/x?X-Amz-Signature=S&X-Amz-Expires=60",
            "request_payload":{"client_secret":"S","prompt":"a disc"},
            "submit_payload":{"headers":[{"name":"Authorization","value":"Bearer S"}]},
            "submit_response":{"urls":{"get":"https://a.example/x?Signature=S"}},
            "final_status_response":["sk-S"],
            "unknown":{"access_token":"S"},
            "outputs":[{"kind":"image","role":"output","source_path":"media/a.png","metadata":{"secret":"S"},
              "source_url":"https://b.s3.amazonaws.com/a.png?X-Amz-Signature=S&X-Amz-Expires=60"},
              {"kind":"image","role":"output","source_path":"media/missing.png?sig=S"}]""";

    @TempDir
    Path folder;

    @Test
    void no_file_that_is_kept_holds_a_secret_and_a_redelivery_is_known() throws Exception {
        TestWorkspace testWorkspace = new TestWorkspace(folder);
        testWorkspace.writePicture("a.png", 64, 48, 1);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger("io.runfolio");
        log.start();
        logger.addAppender(log);
        DefaultCamelContext context = new DefaultCamelContext();
        WorkerHandle.install(context, testWorkspace.settings("runfolio.min-free", "1MiB"), Clock.systemUTC());
        context.start();
        try {
            for (String name : List.of("first.json", "second.json")) {
                drop(testWorkspace, name, "");
                drop(testWorkspace, "cloud-" + name, "cloud");
                drop(testWorkspace, "keyed-" + name, "keyed");
                drop(testWorkspace, "innocent-" + name, "innocent");
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> testWorkspace.events(".done").contains("innocent-" + name));
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> testWorkspace.events("").isEmpty());
            }
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> testWorkspace.events(".done").size() == 8);
        } finally {
            context.stop();
            logger.detachAppender(log);
        }
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .anyMatch(line -> line.contains("missing.png"))
                .noneMatch(line -> line.contains(SECRET) || line.contains("?sig="));
        assertThat(testWorkspace.bundles()).hasSize(4);
        assertThat(testWorkspace.indexLines()).hasSize(4);
        assertThat(testWorkspace.events(".failed")).isEmpty();
        assertThat(holders(testWorkspace.inbox)).isEmpty();
        assertThat(holders(testWorkspace.outputs)).isEmpty();
        assertThat(Files.readString(testWorkspace.inbox.resolve(".done/innocent-first.json")))
                .isEqualTo(event("innocent"));
        for (Path bundle : testWorkspace.bundles()) {
            for (String file : List.of("run.json", "artifacts.json", "request.json", "logs/submit_payload.json")) {
                if (Files.exists(bundle.resolve(file))) {
                    assertThat(permissions(bundle.resolve(file))).isEqualTo("rw-r-----");
                }
            }
        }
        assertThat(permissions(testWorkspace.inbox.resolve(".done/first.json"))).isEqualTo("rw-r-----");
        assertThat(permissions(testWorkspace.inbox.resolve(".done/innocent-first.json")))
                .isEqualTo("rw-r-----");
        String run = Files.readString(testWorkspace.bundles().get(0).resolve("run.json"));
        assertThat(run).contains("***sha256:").contains("X-Amz-Expires=60");
    }

    @Test
    void masking_can_be_switched_off() throws Exception {
        TestWorkspace testWorkspace = new TestWorkspace(folder);
        try (Runfolio runfolio = Runfolio.open(testWorkspace.settings("runfolio.secrets.mask", "false"))) {
            runfolio.createRunArtifact(RunRequest.builder("succeeded", "m")
                    .options(Map.of("api_key", SECRET))
                    .build());
        }
        assertThat(holders(testWorkspace.outputs)).isNotEmpty();
    }

    private static void drop(TestWorkspace testWorkspace, String name, String form) {
        testWorkspace.drop(name, event(form));
    }

    private static String event(String form) {
        String payloads = PAYLOADS.replaceAll("(?<![A-Za-z_.-])S(?![A-Za-z])|(?<=sk-)S", SECRET);
        String bare = "{\"status\":\"succeeded\",\"model_key\":\"m\",\"created_at\":\"2026-03-26T21:45:12Z\",";
        return switch (form) {
            case "cloud" ->
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"runfolio.run.completed\",\"data\":"
                        + bare + payloads + "}}";
            case "keyed" -> bare + "\"idempotency_key\":\"k\"," + payloads + "}";
            case "innocent" -> bare + "\"idempotency_key\":\"innocent\",\"options\": {\"seed\" : 5}}";
            default -> bare + payloads + "}";
        };
    }

    private static List<String> holders(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> text(file).contains(SECRET))
                    .map(file -> root.relativize(file).toString())
                    .toList();
        }
    }

    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
