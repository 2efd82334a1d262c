package io.runfolio.settings;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Adapters of providers, and webhooks.
 *
 * @param providers folder of adapter files, which override shipped ones by name; default {@code config/providers}
 * @param hooks webhooks, sorted by name; none by default
 */
public record HookSettings(Path providers, List<HookSetting> hooks) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");

    public HookSettings {
        providers = providers.toAbsolutePath().normalize();
        hooks = List.copyOf(hooks);
    }

    static HookSettings read(SettingReader values) {
        return new HookSettings(
                values.path("runfolio.providers", "folder of adapter files").orElse(Path.of("config", "providers")),
                values.namesBelow(HookSetting.PREFIX).stream()
                        .peek(HookSettings::checkName)
                        .map(name -> HookSetting.read(values, name))
                        .toList());
    }

    private static void checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new SettingException(
                    HookSetting.PREFIX + name,
                    HookSetting.PREFIX + name + " is no name of a hook: use lower-case letters, digits and hyphens");
        }
    }

    /** Returns the hook of a name. */
    public Optional<HookSetting> find(String name) {
        return hooks.stream().filter(hook -> hook.name().equals(name)).findFirst();
    }
}
