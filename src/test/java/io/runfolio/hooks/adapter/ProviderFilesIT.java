package io.runfolio.hooks.adapter;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.urlMatching;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.WireMockServer;
import io.runfolio.TestWorkspace;
import io.runfolio.WorkerHandle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recorded payloads with several outputs whose files a server has, from the adapter to the bundle. */
class ProviderFilesIT {
    private static final Path FOLDER = Path.of("src/test/resources/io/runfolio/hooks/providers");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private final WireMockServer provider =
            new WireMockServer(options().dynamicPort().bindAddress("127.0.0.1"));
    private TestWorkspace workspace;
    private byte[] picture;
    private byte[] clip;

    @BeforeEach
    void open() throws IOException {
        workspace = new TestWorkspace(folder);
        picture = Files.readAllBytes(workspace.writePicture("served.png", 90, 60, 1));
        clip = Files.readAllBytes(Path.of("samples/media/harbour.mp4"));
        provider.start();
        serve(".*\\.mp4([?&].*)?", clip);
        serve(".*\\.(png|jpe?g|webp)([?&].*)?", picture);
    }

    @AfterEach
    void close() {
        provider.stop();
    }

    @Test
    void files_of_every_provider_with_links_come_into_their_bundle() throws Exception {
        List<String> names = new ArrayList<>();
        for (String name : ShippedAdapters.names()) {
            String payload = Files.readString(FOLDER.resolve(name + "/several.json"));
            if (!linked(expected(name)).isEmpty()) {
                names.add(name);
                workspace.drop(name + ".json", JSON.writeValueAsString(adapted(name, payload)));
            }
        }
        assertThat(names).hasSizeGreaterThanOrEqualTo(6);

        try (DefaultCamelContext context = new DefaultCamelContext()) {
            WorkerHandle.install(context, workspace.settings(settings()), Clock.systemUTC());
            context.start();
            await().atMost(Duration.ofSeconds(90))
                    .until(() -> workspace.events(".done").size() == names.size());
        }

        for (String name : names) {
            Path bundle = workspace.bundleOf(adapted(name, Files.readString(FOLDER.resolve(name + "/several.json")))
                    .get("idempotency_key")
                    .asText());
            JsonNode run = TestWorkspace.json(bundle.resolve("run.json"));
            for (int position : linked(expected(name))) {
                JsonNode output = run.at("/outputs/" + position);
                String link = expected(name)
                        .at("/outputs/" + position + "/source_url")
                        .asText();
                byte[] served = link.contains(".mp4") ? clip : picture;
                assertThat(bundle.resolve(output.path("relative_path").asText()))
                        .as("%s: %s", name, output)
                        .hasBinaryContent(served);
                assertThat(output.at("/metadata/runfolio/state").asText())
                        .as("%s: %s", name, output)
                        .isEqualTo("ready");
            }
        }
        assertThat(workspace.verify().findings()).isEmpty();
    }

    /** Returns the positions of outputs with a link to a picture or a clip, by the request written by hand. */
    private static List<Integer> linked(JsonNode request) {
        List<JsonNode> outputs = StreamSupport.stream(request.path("outputs").spliterator(), false)
                .toList();
        List<Integer> positions = new ArrayList<>();
        for (int i = 0; i < outputs.size(); i++) {
            if (outputs.get(i).path("source_url").asText().matches("http.*\\.(png|jpe?g|webp|mp4)([?&].*)?")) {
                positions.add(i);
            }
        }
        return positions;
    }

    private static JsonNode expected(String name) throws IOException {
        return JSON.readTree(FOLDER.resolve(name + "/several.expected.json").toFile());
    }

    /** Returns the request for a payload whose links lead to the local server. */
    private JsonNode adapted(String name, String payload) {
        String local = payload.replaceAll("https://([a-z0-9.-]+)/", "http://127.0.0.1:" + provider.port() + "/$1/");
        AdapterContext context = AdapterContext.at(Instant.now()).withBaseUrl("http://127.0.0.1:" + provider.port());
        AdaptedRun run = RecordedPayloadsTest.adapter(name).adapt(local.getBytes(StandardCharsets.UTF_8), context);
        return JSON.valueToTree(run.request());
    }

    private void serve(String path, byte[] body) {
        provider.stubFor(any(urlMatching(path)).willReturn(aResponse().withBody(body)));
    }

    private static String[] settings() {
        return new String[] {
            "runfolio.fetch.allow-hosts", "127.0.0.1",
            "runfolio.fetch.allow-private-hosts", "127.0.0.1",
            "runfolio.fetch.allow-http", "true"
        };
    }
}
