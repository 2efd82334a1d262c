package io.runfolio.workflow.engine;

import com.fasterxml.jackson.databind.node.NullNode;
import io.runfolio.coordination.Claim;
import io.runfolio.coordination.folder.FolderCoordination;
import io.runfolio.coordination.folder.FolderEventInbox;
import io.runfolio.coordination.folder.Inbox;
import io.runfolio.files.Checksums;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.workflow.content.Rates;
import io.runfolio.workflow.run.LedgerListener;
import io.runfolio.workflow.run.RunStore;
import io.runfolio.workflow.step.StepAnswer;
import io.runfolio.workflow.step.StepEndpoint;
import io.runfolio.workflow.step.StepFailedException;
import io.runfolio.workflow.step.StepRequest;
import io.runfolio.workflow.template.TemplateFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A worker of runs without Camel, in this process or in one of its own: {@code <folder> <entry to halt at>}. Each call
 * of an endpoint is a line of {@code effects.txt}; every tenth step, by a hash of its key, fails at its first attempt,
 * and of the template {@code five} some fail for good.
 */
public final class WorkflowProgram implements AutoCloseable {
    static final int NEVER = Integer.MAX_VALUE;
    private static final int CONCURRENCY = 2;
    private static final int FAILING = 10;

    final WorkflowRuns runs;
    final RunStore store;
    final FileBundles bundles;
    final WorkflowParts parts;
    private final Path root;
    private final Inbox queue;
    private final WorkflowEngine engine;
    private final ExecutorService threads = Executors.newFixedThreadPool(CONCURRENCY);
    private final Semaphore free = new Semaphore(CONCURRENCY);
    private volatile boolean stopped;

    WorkflowProgram(Path root, int haltAt) throws IOException {
        this.root = root;
        AtomicLong entries = new AtomicLong();
        LedgerListener halt = (runId, entry) -> {
            if (entries.incrementAndGet() == haltAt) {
                Runtime.getRuntime().halt(137);
            }
        };
        store = new RunStore(
                root.resolve("runs"),
                new FolderCoordination(root.resolve("control")).eventLocks(),
                () -> {},
                halt,
                Clock.systemUTC());
        Files.createDirectories(store.layout().queue());
        bundles = new FileBundles(root.resolve("bundles"));
        parts = new WorkflowParts(
                store,
                new RunInbox(new FolderEventInbox(store.layout().queue())),
                (kind, capability) -> Optional.of(endpoint(kind)),
                bundles,
                bundles,
                RunfolioSettings.from(Map.of("runfolio.workflow.retry-delay", "20ms"))
                        .workflow(),
                Rates.none(),
                Clock.systemUTC());
        runs = new WorkflowRuns(parts, new TemplateFolder(root.resolve("templates")));
        queue = Inbox.open(
                store.layout().queue(),
                "worker-" + ProcessHandle.current().pid() + "-" + Long.toHexString(System.nanoTime()));
        engine = new WorkflowEngine(parts, queue);
    }

    public static void main(String[] arguments) throws Exception {
        try (WorkflowProgram program = new WorkflowProgram(Path.of(arguments[0]), Integer.parseInt(arguments[1]))) {
            program.engine.recover();
            program.work(true);
        }
    }

    /** Starts working in this process, next to others. */
    Thread startWorking() {
        Thread thread = new Thread(() -> work(false), "sibling");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** @param drain whether to end when the queue is empty */
    void work(boolean drain) {
        try {
            while (!stopped) {
                free.acquire();
                List<Claim> claims = engine.claimReady(1);
                if (claims.isEmpty()) {
                    free.release();
                    if (drain && parts.inbox().names().isEmpty()) {
                        return;
                    }
                    TimeUnit.MILLISECONDS.sleep(20);
                } else {
                    threads.execute(() -> {
                        try {
                            engine.advance(claims.get(0));
                        } finally {
                            free.release();
                        }
                    });
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private StepEndpoint endpoint(String kind) {
        return request -> answer(kind, request);
    }

    private StepAnswer answer(String kind, StepRequest request) {
        record(request);
        boolean failsForGood = request.document().path("templateId").asText().equals("five");
        int hash = Math.floorMod(Checksums.sha256(request.idempotencyKey()).hashCode(), FAILING * FAILING);
        if (hash < FAILING && request.attempt() == 1) {
            throw new StepFailedException("busy", "try later", true);
        }
        if (hash == FAILING && failsForGood) {
            throw new StepFailedException("refused", "never", false);
        }
        effect(request);
        if (kind.equals("image")) {
            return ChildRunTest.picture(request.folder());
        }
        return StepAnswer.of(
                kind.equals("llm")
                        ? "{\"type\": \"research-report\", \"title\": \"T\", \"summary\": \"s\"}"
                        : "text of " + request.stepId(),
                NullNode.getInstance(),
                List.of(),
                List.of(),
                List.of());
    }

    /** Does what must happen once for a key, however often the step is executed. */
    private void effect(StepRequest request) {
        try {
            Path done = Files.createDirectories(root.resolve("done"));
            try {
                // by one system call, which a kill cannot cut in two
                Files.createFile(done.resolve(request.idempotencyKey()));
            } catch (FileAlreadyExistsException e) {
                return; // done before the process ended
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void record(StepRequest request) {
        String line = request.runId() + " " + request.stepId() + " " + request.idempotencyKey() + " "
                + request.attempt() + "\n";
        try {
            Files.writeString(root.resolve("effects.txt"), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        stopped = true;
        threads.shutdown();
        engine.close();
        try {
            threads.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        queue.close();
    }
}
