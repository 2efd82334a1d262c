package io.runfolio.cli.process;

import io.runfolio.cli.output.ExitCode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a worker as a child process and restarts it after a crash. Forwards signals and ends after the worker. */
public final class Supervisor {
    /** Time beyond its grace that a worker may take to end. */
    private static final Duration MARGIN = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);

    private final List<String> program;
    private final boolean drains;
    private final Duration patience;
    private final RestartPolicy policy = new RestartPolicy();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private Optional<Process> child = Optional.empty();

    /**
     * @param program the worker's command line
     * @param drains whether the worker ends by itself; then its words about refused or waiting events are an end, too
     * @param grace how long the worker takes to stop
     */
    public Supervisor(List<String> program, boolean drains, Duration grace) {
        this.program = program;
        this.drains = drains;
        this.patience = grace.plus(MARGIN);
    }

    /** Returns the exit code of the last worker, or {@link ExitCode#FAILURE} if it died too often. */
    public int run() throws IOException, InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "runfolio-supervisor"));
        while (true) {
            long start = System.nanoTime();
            Optional<Process> worker = start();
            if (worker.isEmpty()) {
                return ExitCode.TERMINATED;
            }
            int code = worker.get().waitFor();
            if (isEnd(code)) {
                return code;
            }
            Optional<Duration> wait = policy.afterLifeOf(Duration.ofNanos(System.nanoTime() - start));
            if (wait.isEmpty()) {
                LOG.error(
                        "the worker ended with {}; it is not started again after {} quick deaths in a row",
                        code,
                        RestartPolicy.MAX_QUICK_EXITS);
                return ExitCode.FAILURE;
            }
            LOG.warn(
                    "the worker ended with {}; it is started again in {} s",
                    code,
                    wait.get().toSeconds());
            if (stopping.await(wait.get().toMillis(), TimeUnit.MILLISECONDS)) {
                return ExitCode.TERMINATED;
            }
        }
    }

    private boolean isEnd(int code) {
        return switch (code) {
            case ExitCode.OK, ExitCode.USAGE, ExitCode.INTERRUPTED, ExitCode.TERMINATED -> true;
            case ExitCode.REFUSED, ExitCode.NOT_READY -> drains;
            default -> false;
        };
    }

    private synchronized Optional<Process> start() throws IOException {
        child = stopping.getCount() == 0
                ? Optional.empty()
                : Optional.of(new ProcessBuilder(program).inheritIO().start());
        return child;
    }

    private void stop() {
        stopping.countDown();
        Optional<Process> last;
        synchronized (this) {
            last = child;
        }
        last.ifPresent(this::end);
    }

    private void end(Process worker) {
        worker.destroy();
        try {
            if (!worker.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                worker.destroyForcibly();
            }
        } catch (InterruptedException e) {
            worker.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
