package io.runfolio.flow.step;

import java.util.concurrent.ExecutorService;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.ThreadPoolProfileBuilder;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;

/** Threads of the calls of endpoints, created with the first call. Calls that do not end keep theirs. */
final class StepThreads {
    private static final String NAME = "runfolio-steps";
    /** Calls that are left behind, as they do not end at their deadline. */
    private static final int MAX_ABANDONED = 64;

    private final CamelContext context;
    private final int calls;
    private ExecutorService threads;

    /** @param calls number of calls at once */
    StepThreads(CamelContext context, int calls) {
        this.context = context;
        this.calls = calls;
    }

    void start(StepCall<?> call) {
        call.start(threads());
    }

    private synchronized ExecutorService threads() {
        if (threads == null) {
            threads = context.getExecutorServiceManager()
                    .newThreadPool(
                            this,
                            NAME,
                            new ThreadPoolProfileBuilder(NAME)
                                    .poolSize(calls)
                                    .maxPoolSize(calls + MAX_ABANDONED)
                                    .maxQueueSize(0) // a call starts at once or is refused
                                    .keepAliveTime(60L)
                                    .allowCoreThreadTimeOut(true)
                                    .rejectedPolicy(ThreadPoolRejectedPolicy.Abort)
                                    .build());
        }
        return threads;
    }
}
