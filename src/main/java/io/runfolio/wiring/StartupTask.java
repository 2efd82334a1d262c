package io.runfolio.wiring;

import io.runfolio.files.InterruptedRunException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.apache.camel.CamelContext;
import org.apache.camel.StartupListener;

/** Background task that must end before any route of the context consumes. */
final class StartupTask implements StartupListener {
    private final FutureTask<Void> work;

    private StartupTask(Runnable work) {
        this.work = new FutureTask<>(work, null);
    }

    /** Starts the task on a thread of its own. */
    static StartupTask start(String name, Runnable work) {
        StartupTask begun = new StartupTask(work);
        Thread thread = new Thread(begun.work, name);
        thread.setDaemon(true);
        thread.start();
        return begun;
    }

    /** Waits for the task before the consumers start; an exception ends the start of the context. */
    @Override
    public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
        await();
    }

    /** Waits for the end of the task and throws what it threw. */
    void await() {
        try {
            work.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) e.getCause(); // a Runnable throws no checked exception
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedRunException("The worker was stopped while it started.", e);
        }
    }
}
