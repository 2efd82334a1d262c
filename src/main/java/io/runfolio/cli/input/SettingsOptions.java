package io.runfolio.cli.input;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Reads the settings as {@link FolderOptions} does, with {@code --set} over file and environment. */
public final class SettingsOptions extends FolderOptions {
    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Setting, such as runfolio.workers=4. May be repeated.")
    private Map<String, String> overrides = new LinkedHashMap<>();

    @Override
    protected Map<String, String> overrides() {
        return overrides;
    }
}
