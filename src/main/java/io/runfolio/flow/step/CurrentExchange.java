package io.runfolio.flow.step;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;

/** Exchanges of the runs in progress, so that the exchanges of their steps can refer to them. Thread-safe. */
public final class CurrentExchange {
    private static final String SUFFIX = ".json";
    private static final Map<String, Exchange> EXCHANGES = new ConcurrentHashMap<>();

    private CurrentExchange() {}

    /** Returns the exchange that a run is in progress at. */
    static Optional<Exchange> of(String runId) {
        return Optional.ofNullable(EXCHANGES.get(runId + SUFFIX));
    }

    /**
     * Works at a run.
     *
     * @param event name of the run's event
     */
    public static void during(String event, Exchange exchange, Runnable work) {
        EXCHANGES.put(event, exchange);
        try {
            work.run();
        } finally {
            EXCHANGES.remove(event, exchange);
        }
    }
}
