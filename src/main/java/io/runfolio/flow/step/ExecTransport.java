package io.runfolio.flow.step;

import io.runfolio.files.PrivateFiles;
import io.runfolio.files.StorageErrors;
import io.runfolio.media.child.ChildCommand;
import io.runfolio.media.child.ChildNotStartedException;
import io.runfolio.media.child.ChildResult;
import io.runfolio.workflow.step.StepAnswer;
import io.runfolio.workflow.step.StepAnswerReader;
import io.runfolio.workflow.step.StepFailedException;
import io.runfolio.workflow.step.StepRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.component.exec.ExecEndpoint;
import org.apache.camel.model.RouteDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Transport to a program, whose standard output is the answer.
 *
 * <p>The request is its standard input and the file {@code request.json} of the work folder, its current folder.
 */
final class ExecTransport implements StepTransport {
    private static final Logger LOG = LoggerFactory.getLogger(ExecTransport.class);
    private static final String REQUEST_FILE = "request.json";
    private static final String ERROR_FILE = "stderr.log";
    private static final int MAX_ERROR_BYTES = 256 << 10;
    /** Exit code of sysexits.h for a failure that may pass. */
    private static final int TEMPORARY = 75;
    /** Exit codes of a process that a signal has ended from outside: SIGKILL and SIGTERM. */
    private static final List<Integer> KILLED = List.of(128 + 9, 128 + 15);

    private static final Duration GRACE = Duration.ofSeconds(5);

    private final ExecEndpoint endpoint;
    private final ProgramLine line;
    private final StepAnswerReader reader;
    private final Clock clock;

    ExecTransport(ExecEndpoint endpoint, ProgramLine line, StepAnswerReader reader, Clock clock) {
        this.endpoint = endpoint;
        this.line = line;
        this.reader = reader;
        this.clock = clock;
    }

    @Override
    public void addCall(RouteDefinition route, String id) {
        route.to(endpoint).id(id);
    }

    @Override
    public void prepare(Exchange exchange, StepRequest request) {
        byte[] input = exchange.getMessage().getBody(String.class).getBytes(StandardCharsets.UTF_8);
        try {
            write(request.folder().resolve(REQUEST_FILE), input);
        } catch (IOException e) {
            throw StorageErrors.translate(e, "A request cannot be written into the work folder of its step");
        }
        exchange.getMessage()
                .setBody(new ChildCommand(
                        line.program(),
                        line.arguments(),
                        request.folder(),
                        Duration.between(clock.instant(), request.deadline()),
                        reader.maxBytes() + 1,
                        MAX_ERROR_BYTES,
                        0,
                        0,
                        input,
                        environment(request)));
    }

    private static Map<String, String> environment(StepRequest request) {
        return Map.of(
                "RUNFOLIO_RUN_ID", request.runId(),
                "RUNFOLIO_STEP_ID", request.stepId(),
                "RUNFOLIO_IDEMPOTENCY_KEY", request.idempotencyKey(),
                "RUNFOLIO_DEADLINE", request.deadline().toString(),
                "RUNFOLIO_FOLDER", request.folder().toString());
    }

    @Override
    public StepAnswer read(Exchange exchange, StepRequest request) {
        ChildResult result = exchange.getMessage().getBody(ChildResult.class);
        String errors = reader.mask(new String(result.error(), StandardCharsets.UTF_8));
        keep(errors, request.folder());
        if (result.timedOut()) {
            throw StepFailures.deadline(request, LastLines.of(errors));
        }
        if (result.exitCode() == 0) {
            return reader.readOutput(result.output(), StepBodies.expectsJson(request), request.folder());
        }
        throw failure(result, LastLines.of(errors));
    }

    private StepFailedException failure(ChildResult result, String lastLines) {
        boolean temporary = result.exitCode() == TEMPORARY;
        boolean killed = KILLED.contains(result.exitCode());
        return reader.failure(result.output(), temporary)
                .orElseGet(() -> new StepFailedException(
                        killed ? "program_killed" : "program_failed",
                        line.name()
                                + (killed ? " was killed" : temporary ? " failed for now" : " failed")
                                + " (exit code " + result.exitCode() + ")" + lastLines,
                        temporary || killed));
    }

    @Override
    public Optional<StepFailedException> failure(Throwable failure) {
        return failure instanceof ChildNotStartedException child
                ? Optional.of(new StepFailedException(
                        "program_not_started", child.getMessage() + ": check the program.", child.isShortage()))
                : Optional.empty();
    }

    @Override
    public Duration grace() {
        return GRACE;
    }

    /** Keeps what the program has written for people. */
    private static void keep(String errors, Path folder) {
        if (errors.isEmpty()) {
            return;
        }
        try {
            write(folder.resolve(ERROR_FILE), errors.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            LOG.debug("{} was not written", ERROR_FILE, e);
        }
    }

    /** Writes a new file, so that a link of that name is replaced and not followed. */
    private static void write(Path file, byte[] bytes) throws IOException {
        Files.deleteIfExists(file);
        PrivateFiles.write(file, bytes);
    }
}
