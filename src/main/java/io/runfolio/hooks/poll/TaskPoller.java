package io.runfolio.hooks.poll;

import io.runfolio.fetch.KeyFile;
import io.runfolio.fetch.StatusAnswer;
import io.runfolio.fetch.StatusRequests;
import io.runfolio.hooks.adapter.AdaptedRun;
import io.runfolio.hooks.adapter.AdapterContext;
import io.runfolio.hooks.adapter.AdapterException;
import io.runfolio.hooks.adapter.PollTemplate;
import io.runfolio.hooks.adapter.ProviderAdapters;
import io.runfolio.hooks.adapter.ProviderState;
import io.runfolio.hooks.poll.PollOutcome.Denied;
import io.runfolio.hooks.poll.PollOutcome.Ended;
import io.runfolio.hooks.poll.PollOutcome.Running;
import io.runfolio.hooks.poll.PollOutcome.Trouble;
import io.runfolio.hooks.poll.TaskAddresses.Target;
import io.runfolio.intake.PollTask;
import io.runfolio.settings.PollSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Asks providers for the state of tasks, and maps the answers by adapters. Thread-safe. */
public final class TaskPoller {
    /** Time in which a new task may be unknown to its provider. */
    private static final Duration GRACE = Duration.ofMinutes(2);

    private static final int MAX_EXCERPT = 500;
    private static final Set<Integer> TEMPORARY = Set.of(408, 409, 425, 429);
    private static final Set<Integer> DENIED = Set.of(401, 403);
    private static final Set<Integer> UNKNOWN = Set.of(404, 410);

    private final TaskAddresses addresses;
    private final ProviderKeys keys;
    private final StatusRequests requests;
    private final Clock clock;

    public TaskPoller(ProviderAdapters adapters, PollSettings settings, StatusRequests requests, Clock clock) {
        this.addresses = new TaskAddresses(adapters, settings);
        this.keys = new ProviderKeys(settings.keyFiles());
        this.requests = requests;
        this.clock = clock;
    }

    /**
     * Checks before a task is waited for that it can be asked for.
     *
     * @throws io.runfolio.intake.RefusedEventException if it cannot
     */
    public void check(PollTask task) {
        addresses.target(task);
    }

    /**
     * Asks for a task. A second request gets the result of a task that has succeeded, if that has its own address.
     *
     * @param since time from which the task was waited for
     * @throws io.runfolio.intake.RefusedEventException if it can no longer be asked for
     */
    public PollOutcome poll(PollTask task, Instant since) {
        Target target = addresses.target(task);
        try {
            StatusAnswer answer = get(task, target, target.address());
            if (!answer.isSuccess()) {
                return failure(task, target.address(), answer, since);
            }
            AdapterContext context = context(task, target);
            AdaptedRun run = target.adapter().adapt(answer.body(), context);
            if (run.state() == ProviderState.RUNNING) {
                return new Running(task.adapter() + " is working on " + task.taskId() + ".");
            }
            return run.state() == ProviderState.SUCCEEDED
                    ? result(task, target, answer, context, run, since)
                    : new Ended(run.request());
        } catch (KeyFile.MissingKeyException e) {
            return new Denied(e.getMessage());
        } catch (IOException e) {
            return new Trouble(e.getMessage(), Optional.empty());
        } catch (AdapterException e) {
            return new Trouble(
                    "The answer of " + target.address().getHost() + " cannot be read: " + e.getMessage(),
                    Optional.empty());
        }
    }

    private PollOutcome result(
            PollTask task, Target target, StatusAnswer status, AdapterContext context, AdaptedRun run, Instant since)
            throws IOException {
        Optional<String> named = target.adapter().resultAddress(status.body(), context);
        if (named.isEmpty()) {
            return new Ended(run.request());
        }
        URI address;
        try {
            address = URI.create(named.get());
        } catch (IllegalArgumentException e) {
            return new Trouble("The address of the result is not valid.", Optional.empty());
        }
        if (!TaskAddresses.isOf(target.spec(), address, target.baseUrl())) {
            return new Ended(failed(
                    task,
                    "The result is at the host " + address.getHost() + ", which is not a host of " + task.adapter()
                            + ": add it to poll.hosts of an adapter file of yours."));
        }
        StatusAnswer answer = get(task, target, address);
        return answer.isSuccess()
                ? new Ended(target.adapter().adapt(answer.body(), context).request())
                : failure(task, address, answer, since);
    }

    private StatusAnswer get(PollTask task, Target target, URI address) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Accept", "application/json");
        for (Map.Entry<String, PollTemplate> header : target.spec().headers().entrySet()) {
            String key = header.getValue().uses(PollTemplate.KEY) ? keys.key(task.adapter()) : "";
            headers.put(header.getKey(), header.getValue().header(key));
        }
        return requests.get(address, headers);
    }

    private AdapterContext context(PollTask task, Target target) {
        AdapterContext context =
                AdapterContext.at(clock.instant()).withTaskId(task.taskId()).withModel(task.model());
        return target.baseUrl().isEmpty() ? context : context.withBaseUrl(target.baseUrl());
    }

    private PollOutcome failure(PollTask task, URI address, StatusAnswer answer, Instant since) {
        String said = address.getHost() + " answered " + answer.status();
        if (DENIED.contains(answer.status())) {
            return new Denied(said + " for " + task.taskId() + ": check the key in runfolio.providers." + task.adapter()
                    + ".key-file, then run `runfolio failed retry`.");
        }
        boolean isNew = clock.instant().isBefore(since.plus(GRACE));
        boolean isTemporary = answer.status() < 400
                || answer.status() >= 500
                || TEMPORARY.contains(answer.status())
                || UNKNOWN.contains(answer.status()) && isNew;
        return isTemporary
                ? new Trouble(said + ".", answer.retryAfter())
                : new Ended(failed(task, said + ": " + excerpt(answer)));
    }

    private static String excerpt(StatusAnswer answer) {
        String text = new String(answer.body(), StandardCharsets.UTF_8)
                .replaceAll("\\s+", " ")
                .strip();
        return text.isEmpty() ? "the task is not known" : text.substring(0, Math.min(text.length(), MAX_EXCERPT));
    }

    /** Returns the result of a task that did not end by itself. */
    public static Map<String, Object> failed(PollTask task, String reason) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("status", "failed");
        result.put("errors", List.of("The task " + task.taskId() + " has no result. " + reason));
        result.put("provider_trace", Map.of("task_id", task.taskId(), "metadata", Map.of("provider", task.adapter())));
        return result;
    }
}
