package io.runfolio.wiring;

import io.runfolio.fetch.StatusClient;
import io.runfolio.flow.PollWait;
import io.runfolio.hooks.adapter.ProviderAdapters;
import io.runfolio.hooks.poll.TaskPoller;
import io.runfolio.settings.RunfolioSettings;
import java.io.Closeable;
import java.time.Clock;
import java.util.Optional;

/** Parts that ask providers for tasks. Where polling is off, there is no client. */
final class PollWiring implements Closeable {
    /** Size of an answer: larger than the largest event, which keeps a copy. */
    private static final long MAX_ANSWER_BYTES = 8L << 20;

    private final Optional<StatusClient> client;
    private final Optional<TaskPoller> poller;
    private final PollWait wait;

    PollWiring(RunfolioSettings settings, ProviderAdapters adapters, Clock clock) {
        client = settings.poll().isEnabled() ? Optional.of(client(settings)) : Optional.empty();
        poller = client.map(requests -> new TaskPoller(adapters, settings.poll(), requests, clock));
        wait = new PollWait(settings.poll(), poller, clock);
    }

    private static StatusClient client(RunfolioSettings settings) {
        return new StatusClient(
                new StatusClient.Rules(
                        settings.poll().allowHosts(),
                        "runfolio.poll.allow-hosts",
                        settings.fetch().allowHttp()),
                settings.fetch().allowPrivateHosts(),
                settings.poll().threads(),
                MAX_ANSWER_BYTES);
    }

    Optional<TaskPoller> poller() {
        return poller;
    }

    PollWait policy() {
        return wait;
    }

    /** Ends the requests in progress. */
    void stop() {
        client.ifPresent(StatusClient::stop);
    }

    @Override
    public void close() {
        client.ifPresent(StatusClient::close);
    }
}
