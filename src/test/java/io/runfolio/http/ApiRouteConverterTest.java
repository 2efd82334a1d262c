package io.runfolio.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.api.ApiJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.camel.Route;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ids and descriptions of the API routes, which JMX names, thread names and traces rely on. */
class ApiRouteConverterTest {
    private static final List<String> WITH_JSON_BODY = List.of(
            "decideArtifact",
            "proposeDecision",
            "decideMany",
            "preferArtifact",
            "rankArtifact",
            "tagArtifact",
            "checkArtifact",
            "setRunNotes",
            "createShare",
            "signUrl",
            "holdArtifact",
            "holdRun",
            "restoreRun",
            "purgeArtifact",
            "purgeRun",
            "createShare",
            "signUrl",
            "startRun",
            "answerStep",
            "submitEvent");

    private final DefaultCamelContext context = new DefaultCamelContext();

    /** Has the methods that a route names, as Camel looks them up when it creates the route. */
    public static final class Resource {
        @Override
        public String toString() {
            return "resource";
        }

        public void submit(Object request, Object json) {}

        public void submitForm(Object request) {}
    }

    @BeforeEach
    void loadRoutes() throws Exception {
        for (String resource : List.of(
                "Artifacts",
                "Content",
                "Reviews",
                "Variants",
                "Runs",
                "Notes",
                "Shares",
                "SharePages",
                "SignedUrls",
                "WorkflowRuns",
                "Retention",
                "Templates",
                "Events",
                "Uploads",
                "Hooks",
                "Exports",
                "Holds",
                "Restores",
                "Purges",
                "Trash",
                "Shares",
                "SharePages",
                "SignedUrls",
                "Mcp",
                "Session",
                "Service")) {
            context.getRegistry().bind("runfolioApi" + resource, new Resource());
        }
        context.getRegistry().bind("runfolioApiMapper", ApiJson.mapper());
        context.setAutoStartup(false);
        ApiRouteConverter.register(context);
        context.start();
        // without the rest service, the failure handling and the methods, which need the whole worker
        String routes = Files.readString(Path.of("routes/5-api.camel.yaml"))
                .replaceAll("(?s)- rest:.*?(?=\n# Parameters)", "")
                .replaceAll(" +routeConfigurationId: runfolio-api-failures\n", "")
                .replaceAll("method: \"[^\n]*\n", "method: toString\n");
        PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString("api.camel.yaml", routes));
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void each_operation_of_the_contract_has_a_route_with_its_ids_and_a_description() throws Exception {
        List<String> operations = Pattern.compile("operationId: (\\w+)")
                .matcher(Files.readString(Path.of("src/main/resources/openapi.yaml")))
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(operations).hasSizeGreaterThan(30);
        for (String operation : operations) {
            String node = "api-" + operation.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            Route route = context.getRoute("runfolio-" + node);
            assertThat(route).as(operation).isNotNull();
            assertThat(route.getEndpoint().getEndpointUri()).isEqualTo("direct://" + operation);
            assertThat(route.getDescription()).isNotBlank().doesNotContain("{{");
            assertThat(context.getRouteDefinition(route.getId()).getInput().getId())
                    .isEqualTo(node + "-call");
            assertThat(context.getProcessor(node)).as(node).isNotNull();
            assertThat(context.getProcessor(node + "-read") != null)
                    .as(node + "-read")
                    .isEqualTo(WITH_JSON_BODY.contains(operation));
        }
        assertThat(context.getRoutes()).hasSameSizeAs(operations);
    }
}
