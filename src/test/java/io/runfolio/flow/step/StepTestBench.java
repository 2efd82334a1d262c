package io.runfolio.flow.step;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.fetch.HostKeys;
import io.runfolio.flow.ChildExec;
import io.runfolio.json.SecretMask;
import io.runfolio.media.child.ProcessChildRunner;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.settings.WorkflowSettings;
import io.runfolio.workflow.step.StepAnswer;
import io.runfolio.workflow.step.StepAnswerReader;
import io.runfolio.workflow.step.StepEndpoint;
import io.runfolio.workflow.step.StepFailedException;
import io.runfolio.workflow.step.StepRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/** The routes of steps in a CamelContext, for settings of a test. */
final class StepTestBench implements AutoCloseable {
    static final String KINDS = "runfolio.workflow.kinds.";
    static final int MAX_ANSWER_BYTES = 200_000;

    final DefaultCamelContext context = new DefaultCamelContext();
    final List<String> outcomes = new CopyOnWriteArrayList<>();
    private final Path root;
    private final AtomicInteger folders = new AtomicInteger();
    private RoutedSteps steps;

    StepTestBench(Path root) {
        this.root = root;
    }

    /** Starts the routes of kinds, given as keys and values; keys without a prefix are kinds. */
    StepTestBench start(String... keysAndValues) throws Exception {
        return start(
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        // no routes of the application
                    }
                },
                keysAndValues);
    }

    StepTestBench start(RouteBuilder application, String... keysAndValues) throws Exception {
        Map<String, String> values = new HashMap<>();
        values.put("runfolio.workflow.max-answer-bytes", String.valueOf(MAX_ANSWER_BYTES));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            String key = keysAndValues[i];
            values.put(key.startsWith("runfolio.") ? key : KINDS + key, keysAndValues[i + 1]);
        }
        WorkflowSettings settings = RunfolioSettings.from(values).workflow();
        context.getRegistry().bind("runfolioChild", new ChildExec(new ProcessChildRunner()));
        context.getRegistry()
                .bind(
                        "runfolioStepHttp",
                        new StepHttpClient(
                                new HostKeys(settings.keys(), List.of("127.0.0.1")), settings.maxAnswerBytes()));
        StepEndpoint noOrders = request -> {
            throw new UnsupportedOperationException();
        };
        steps = new RoutedSteps(
                context,
                settings,
                new StepAnswerReader(settings.maxAnswerBytes(), SecretMask.standard()),
                noOrders,
                (kind, outcome, took) -> outcomes.add(kind + " " + outcome),
                Clock.systemUTC());
        context.addRoutes(application);
        context.addRoutes(steps.routes());
        context.start();
        return this;
    }

    StepAnswer execute(String kind) {
        return execute(request(kind, Duration.ofSeconds(60)));
    }

    StepAnswer execute(StepRequest request) {
        return steps.find(request.kind(), request.capability()).orElseThrow().execute(request);
    }

    StepFailedException failure(StepRequest request) {
        try {
            StepAnswer answer = execute(request);
            throw new AssertionError("It did not fail: " + answer);
        } catch (StepFailedException e) {
            return e;
        }
    }

    StepFailedException failure(String kind) {
        return failure(request(kind, Duration.ofSeconds(60)));
    }

    /** Returns a request with a new work folder. */
    StepRequest request(String kind, Duration time) {
        int number = folders.incrementAndGet();
        Path folder = root.resolve("work-" + number);
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("runId", "run-0123456789abcdef").put("stepId", "draw").put("prompt", "a disc");
        document.put("number", number);
        return new StepRequest(
                "run-0123456789abcdef",
                "draw",
                kind,
                "",
                1,
                "run-0123456789abcdef:draw:" + number,
                Instant.now().plus(time),
                folder,
                document);
    }

    /** Writes a program for the shell and returns its path. */
    Path script(String name, String... lines) throws IOException {
        Path file = root.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file;
    }

    @Override
    public void close() {
        context.stop();
    }
}
