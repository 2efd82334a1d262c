package io.runfolio.hooks.poll;

import io.runfolio.hooks.adapter.PollSpec;
import io.runfolio.hooks.adapter.PollTemplate;
import io.runfolio.hooks.adapter.ProviderAdapter;
import io.runfolio.hooks.adapter.ProviderAdapters;
import io.runfolio.intake.PollTask;
import io.runfolio.intake.RefusedEventException;
import io.runfolio.settings.PollSettings;
import java.net.URI;
import java.util.Map;
import java.util.stream.Collectors;

/** Addresses at which tasks are asked for. A task without a usable one is refused with the field and the setting. */
final class TaskAddresses {
    private final ProviderAdapters adapters;
    private final PollSettings settings;

    TaskAddresses(ProviderAdapters adapters, PollSettings settings) {
        this.adapters = adapters;
        this.settings = settings;
    }

    /**
     * A task with its provider.
     *
     * @param baseUrl address of the provider's server; empty text if it has none of one's own
     */
    record Target(ProviderAdapter adapter, PollSpec spec, URI address, String baseUrl) {}

    /** @throws RefusedEventException if the task cannot be asked for */
    Target target(PollTask task) {
        ProviderAdapter adapter = adapters.find(task.adapter())
                .orElseThrow(() -> refused(
                        task,
                        "adapter",
                        "is " + task.adapter() + ", which is not known: use one of " + pollable() + "."));
        PollSpec spec = adapter.poll()
                .orElseThrow(() -> refused(
                        task,
                        "adapter",
                        "has no poll block, so its tasks cannot be asked for: use one of " + pollable() + "."));
        String baseUrl = settings.baseUrls().getOrDefault(task.adapter(), "");
        URI address = uri(task, address(task, spec, baseUrl));
        boolean isKnown = task.url().isEmpty() || isOf(spec, address, baseUrl);
        if (!isKnown) {
            throw refused(
                    task,
                    "url",
                    "names the host " + address.getHost() + ", which is not a host of " + task.adapter()
                            + ": correct the address, or set runfolio.providers." + task.adapter()
                            + ".base-url to your own server.");
        }
        return new Target(adapter, spec, address, baseUrl);
    }

    /** Returns whether the key of a provider may be sent to an address. */
    static boolean isOf(PollSpec spec, URI address, String baseUrl) {
        return spec.isOfProvider(address)
                || !baseUrl.isEmpty() && URI.create(baseUrl).getAuthority().equals(address.getAuthority());
    }

    private static String address(PollTask task, PollSpec spec, String baseUrl) {
        if (task.url().isPresent()) {
            return task.url().get();
        }
        PollTemplate template = spec.url()
                .orElseThrow(() -> new RefusedEventException(
                        "missing_field",
                        task.field() + ".url",
                        "`" + task.field() + ".url` is required for " + task.adapter()
                                + ": send the address of the task's status, as the provider answered it."));
        if (template.uses(PollTemplate.BASE_URL) && baseUrl.isEmpty()) {
            throw refused(
                    task,
                    "adapter",
                    "needs the address of the server: set runfolio.providers." + task.adapter() + ".base-url.");
        }
        return template.address(Map.of(
                PollTemplate.TASK_ID, task.taskId(), PollTemplate.MODEL, task.model(), PollTemplate.BASE_URL, baseUrl));
    }

    private static URI uri(PollTask task, String address) {
        try {
            URI uri = URI.create(address);
            if (uri.getHost() != null && uri.getRawUserInfo() == null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // refused below
        }
        throw refused(task, "url", "is not a valid URL.");
    }

    private String pollable() {
        return adapters.list().stream()
                .filter(adapter -> adapter.poll().isPresent())
                .map(ProviderAdapter::name)
                .collect(Collectors.joining(", "));
    }

    private static RefusedEventException refused(PollTask task, String name, String rule) {
        String field = task.field() + "." + name;
        return new RefusedEventException("bad_value", field, "`" + field + "` " + rule);
    }
}
