package io.runfolio.hooks;

import io.runfolio.hooks.adapter.AdaptedRun;
import io.runfolio.hooks.adapter.AdapterContext;
import io.runfolio.hooks.adapter.AdapterException;
import io.runfolio.hooks.adapter.ProviderAdapter;
import io.runfolio.hooks.adapter.ProviderAdapters;
import io.runfolio.settings.HookSetting;
import io.runfolio.settings.HookSettings;
import io.runfolio.settings.SettingException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The configured webhooks: each verifies its calls and maps their payloads. Nothing is fetched in a call. */
public final class Hooks {
    /** Query parameter that names the model, for payloads that do not. */
    private static final String MODEL = "model";

    private static final int MAX_MODEL = 200;

    private final ProviderAdapters adapters;
    private final Clock clock;
    private final Map<String, Hook> hooks = new LinkedHashMap<>();
    private final List<PublicKeys> keys = new ArrayList<>();
    private final List<SecretFiles> secrets = new ArrayList<>();

    private record Hook(HookSetting setting, CallVerifier verifier) {}

    /** @throws SettingException if a hook names an adapter that does not exist */
    public Hooks(HookSettings settings, ProviderAdapters adapters, Clock clock) {
        this.adapters = adapters;
        this.clock = clock;
        settings.hooks().forEach(hook -> {
            if (adapters.find(hook.adapter()).isEmpty()) {
                throw new SettingException(
                        "runfolio.hooks." + hook.name() + ".adapter",
                        "runfolio.hooks." + hook.name() + ".adapter=" + hook.adapter() + " is no adapter: use one of "
                                + String.join(
                                        ", ",
                                        adapters.list().stream()
                                                .map(ProviderAdapter::name)
                                                .toList())
                                + ", or add " + hook.adapter() + ".yaml to " + settings.providers());
            }
            hooks.put(hook.name(), new Hook(hook, verifier(hook)));
        });
    }

    /** Returns the hooks of a process that receives no calls. */
    public static Hooks none(ProviderAdapters adapters, Clock clock) {
        return new Hooks(new HookSettings(Path.of("."), List.of()), adapters, clock);
    }

    private CallVerifier verifier(HookSetting hook) {
        SignedTime time = new SignedTime(clock, hook.window());
        return switch (hook.scheme()) {
            case STANDARD_WEBHOOKS -> new StandardWebhooksVerifier(secrets(hook), time);
            case HMAC -> new HmacVerifier(hook, secrets(hook), time, body -> taskId(hook, body));
            case TOKEN -> new TokenVerifier(hook, secrets(hook));
            case FAL -> {
                PublicKeys provider = new PublicKeys(hook.keysUrl(), clock);
                keys.add(provider);
                yield new FalVerifier(provider, time);
            }
        };
    }

    /** Reads the secrets once at the start, so that the log names a file that cannot be used. */
    private SecretFiles secrets(HookSetting hook) {
        SecretFiles files = new SecretFiles(hook.name(), hook.secretFiles());
        files.problem();
        secrets.add(files);
        return files;
    }

    /** Returns why hooks accept no call: secrets that cannot be used, and adapter files with mistakes. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>(adapters.problems());
        secrets.stream()
                .map(SecretFiles::problem)
                .filter(problem -> !problem.isEmpty())
                .forEach(problems::add);
        return problems;
    }

    /** Returns the id that a signature covers; the body is parsed for it within the limits of payloads. */
    private Optional<String> taskId(HookSetting hook, byte[] body) {
        try {
            return adapter(hook).taskId(body);
        } catch (AdapterException e) {
            return Optional.empty();
        }
    }

    /** Returns whether a hook of this name is configured. */
    public boolean has(String name) {
        return hooks.containsKey(name);
    }

    /**
     * Verifies a call, then maps its payload.
     *
     * @param name name of a hook that exists
     * @throws HookRefusedException if the sender is not proven
     * @throws HookUnavailableException if no call can be verified now
     * @throws AdapterException if the payload cannot be mapped
     */
    public AdaptedRun receive(String name, HookCall call) {
        Hook hook = hooks.get(name);
        hook.verifier().verify(call);
        AdapterContext at = AdapterContext.at(clock.instant());
        AdapterContext named = call.parameter(MODEL)
                .filter(model -> !model.isBlank() && model.length() <= MAX_MODEL)
                .map(at::withModel)
                .orElse(at);
        return adapter(hook.setting())
                .adapt(
                        call.body(),
                        hook.setting().baseUrl().map(named::withBaseUrl).orElse(named));
    }

    private ProviderAdapter adapter(HookSetting hook) {
        return adapters.find(hook.adapter())
                .orElseThrow(() -> new HookUnavailableException(
                        "The adapter of the hook " + hook.name() + " is not there any more: see the log."));
    }

    /** Returns whether public keys have to be fetched for a hook. */
    public boolean needsKeys() {
        return !keys.isEmpty();
    }

    /** Fetches the public keys that are due; called by a timer. */
    public void refreshKeys() {
        keys.forEach(PublicKeys::refresh);
    }
}
