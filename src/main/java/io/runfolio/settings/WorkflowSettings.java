package io.runfolio.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Templates, orders and workflow runs.
 *
 * @param templates folder of the templates; default {@code config/templates}
 * @param orders queue folder of orders, for generators; default {@code orders}
 * @param runs folder of the workflow runs; default {@code runs}
 * @param kinds endpoints of the steps; none by default, which switches workflow runs off
 * @param concurrency workflow runs in progress at once; default 2
 * @param maxDepth levels of runs and their child runs; default 5
 * @param limits attempts and time of a step
 * @param kindLimits limits of the kinds that have their own
 * @param waitTimeout time until a result that arrives later must be there; default 7 days
 * @param rates file with the prices of models; empty if not set
 * @param maxAnswerBytes size of an endpoint's answer; default 8 MiB
 * @param keys headers with keys, for http endpoints that ask for credentials; default none
 */
public record WorkflowSettings(
        Path templates,
        Path orders,
        Path runs,
        List<StepKindSetting> kinds,
        int concurrency,
        int maxDepth,
        StepLimits limits,
        Map<String, StepLimits> kindLimits,
        Duration waitTimeout,
        Optional<Path> rates,
        int maxAnswerBytes,
        List<FetchKey> keys) {
    private static final int DEFAULT_ANSWER_BYTES = 8 << 20;
    private static final int MAX_ANSWER_BYTES = 256 << 20;

    public WorkflowSettings {
        templates = templates.toAbsolutePath().normalize();
        orders = orders.toAbsolutePath().normalize();
        runs = runs.toAbsolutePath().normalize();
        kinds = List.copyOf(kinds);
        kindLimits = Map.copyOf(kindLimits);
        rates = rates.map(file -> file.toAbsolutePath().normalize());
        keys = List.copyOf(keys);
    }

    static WorkflowSettings read(SettingReader values) {
        StepLimits limits = StepLimits.read(values);
        WorkflowSettings settings = new WorkflowSettings(
                values.path("runfolio.templates", "folder of the templates").orElse(Path.of("config", "templates")),
                values.path("runfolio.orders", "queue folder of orders").orElse(Path.of("orders")),
                values.path("runfolio.workflow.runs", "folder of the workflow runs")
                        .orElse(Path.of("runs")),
                StepKindSetting.read(values),
                values.integer("runfolio.workflow.concurrency", 2, 1, 64, "workflow runs in progress at once"),
                values.integer("runfolio.workflow.max-depth", 5, 1, 20, "levels of runs and their child runs"),
                limits,
                StepLimits.readKinds(values, limits),
                waitTimeout(values),
                values.path("runfolio.workflow.rates", "file with the prices of models"),
                maxAnswerBytes(values),
                FetchKey.read(values, "runfolio.workflow.hosts."));
        settings.refuseUnusedLimits(values);
        return settings;
    }

    private static Duration waitTimeout(SettingReader values) {
        String key = "runfolio.workflow.wait-timeout";
        Duration timeout =
                values.duration(key, Duration.ofDays(7), "time until a result that arrives later must be there");
        if (timeout.isZero()) {
            throw new SettingException(key, key + " must not be 0: remove the key for 7 days");
        }
        return timeout;
    }

    private static int maxAnswerBytes(SettingReader values) {
        String key = "runfolio.workflow.max-answer-bytes";
        long bytes = values.bytes(key, DEFAULT_ANSWER_BYTES, "size of an endpoint's answer");
        if (bytes > MAX_ANSWER_BYTES) {
            throw new SettingException(
                    key,
                    key + " must be at most " + (MAX_ANSWER_BYTES >> 20)
                            + "MiB: an answer is kept in memory, and large files belong into the work folder");
        }
        return (int) bytes;
    }

    /** Refuses limits of a kind without endpoint, as a misspelt kind must not become a silent default. */
    private void refuseUnusedLimits(SettingReader values) {
        List<String> known =
                kinds.stream().map(StepKindSetting::kind).distinct().toList();
        for (String prefix : StepLimits.prefixes()) {
            for (String kind : values.namesBelow(prefix + ".")) {
                if (!known.contains(kind)) {
                    String key = prefix + "." + kind;
                    throw new SettingException(
                            key,
                            key + " has no effect, as no endpoint serves the kind " + kind + ": set "
                                    + StepKindSetting.keyOf(kind, "") + ", or remove the key"
                                    + SpellingSuggestion.hint(kind, known));
                }
            }
        }
    }

    /** Returns whether runs are executed here: a step has an endpoint. */
    public boolean isEnabled() {
        return !kinds.isEmpty();
    }

    /** Returns whether steps of a kind become orders. */
    public boolean hasOrders() {
        return kinds.stream().anyMatch(StepKindSetting::isOrders);
    }

    /** Returns the limits of a kind. */
    public StepLimits limits(String kind) {
        return kindLimits.getOrDefault(kind, limits);
    }

    /** Returns the setting that serves a kind: that of the capability, else that of the kind alone. */
    public Optional<StepKindSetting> kind(String kind, String capability) {
        return find(kind, capability).or(() -> find(kind, ""));
    }

    private Optional<StepKindSetting> find(String kind, String capability) {
        return kinds.stream()
                .filter(setting ->
                        setting.kind().equals(kind) && setting.capability().equals(capability))
                .findFirst();
    }
}
