package io.runfolio;

import io.runfolio.run.InterruptedRunException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.apache.camel.CamelContext;
import org.apache.camel.StartupListener;

/** Work that goes on beside the start of a context, and that has to be at its end before any of the context's routes takes anything in. */
final class BeforeEvents implements StartupListener {
    private final FutureTask<Void> work;

    private BeforeEvents(Runnable work) {
        this.work = new FutureTask<>(work, null);
    }

    /** Begins the work, on a thread of its own. */
    static BeforeEvents begin(String name, Runnable work) {
        BeforeEvents begun = new BeforeEvents(work);
        Thread thread = new Thread(begun.work, name);
        thread.setDaemon(true);
        thread.start();
        return begun;
    }

    /** Camel calls this when it has made all routes and is about to give them their consumers; what is thrown ends the start. */
    @Override
    public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
        await();
    }

    /** Waits for the end of the work, and fails as it did. */
    void await() {
        try {
            work.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) e.getCause(); // a Runnable throws nothing else
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedRunException("The worker was told to stop while it started.", e);
        }
    }
}
