package io.runfolio.cli.input;

import io.runfolio.cli.output.LogSetup;
import io.runfolio.files.StorageErrors;
import io.runfolio.settings.FolderSettings;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.settings.SettingException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Reads the settings from their sources, later ones over earlier ones. The sources are the configuration file,
 * {@code RUNFOLIO_*} in the environment, and the folders' own options.
 */
public class FolderOptions {
    private static final String SOURCE_ROOTS = "runfolio.source-roots";
    private static final Path USUAL_FILE = Path.of("config", "application.properties");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings file; default: config/application.properties if it exists.")
    private Path file;

    @Option(names = "--inbox", paramLabel = "DIR", description = "Queue folder for events; default: inbox.")
    private Path inbox;

    @Option(names = "--outputs", paramLabel = "DIR", description = "Folder of the bundles; default: outputs.")
    private Path outputs;

    private Map<String, String> given = Map.of();

    /** Returns settings that are given one by one. */
    protected Map<String, String> overrides() {
        return given;
    }

    /** Reads the settings with some that are given one by one. */
    public final RunfolioSettings read(Map<String, String> overrides) {
        given = Map.copyOf(overrides);
        return read();
    }

    /** Reads the settings and sets up the log; wrong ones end the command with exit code 2. */
    public final RunfolioSettings read() {
        try {
            RunfolioSettings settings = RunfolioSettings.from(values());
            LogSetup.configure(settings.log());
            return settings;
        } catch (SettingException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }

    /** Reads the settings for a command that reads files which events name. */
    public final RunfolioSettings readForEvents() {
        RunfolioSettings settings = read();
        boolean preset = values().getOrDefault(SOURCE_ROOTS, "").isBlank();
        if (preset && FolderSettings.hasExcludedDefaultRoot(settings.folders().inbox())) {
            command.commandLine()
                    .getErr()
                    .println("runfolio: / is not among the folders that events may name files in: set " + SOURCE_ROOTS
                            + " to the folders of your media; now it is "
                            + settings.folders().sourceRoots());
        }
        return settings;
    }

    /** Returns settings that are not ours, such as Camel's own, as they stand in the file and in {@code --set}. */
    public final Map<String, String> foreign() {
        Map<String, String> foreign = new LinkedHashMap<>(values());
        foreign.keySet().removeIf(key -> key.startsWith(RunfolioSettings.PREFIX));
        return foreign;
    }

    private Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>(fromFile());
        for (String key : RunfolioSettings.keys()) {
            String value = System.getenv(variable(key));
            if (value != null) {
                values.put(key, value);
            }
        }
        values.putAll(overrides());
        if (inbox != null) {
            values.put("runfolio.inbox", inbox.toString());
        }
        if (outputs != null) {
            values.put("runfolio.outputs", outputs.toString());
        }
        return values;
    }

    private static String variable(String key) {
        return key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    private Map<String, String> fromFile() {
        if (file == null && !Files.exists(USUAL_FILE)) {
            return Map.of();
        }
        Path chosen = file == null ? USUAL_FILE : file;
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(chosen, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (NoSuchFileException e) {
            throw new ParameterException(
                    command.commandLine(),
                    "There is no settings file " + chosen + ": name an existing one with --config",
                    e);
        } catch (CharacterCodingException e) {
            throw new ParameterException(
                    command.commandLine(), "The settings in " + chosen + " are not UTF-8: save the file as UTF-8", e);
        } catch (IOException e) {
            throw new ParameterException(
                    command.commandLine(),
                    "The settings in " + chosen + " cannot be read: " + StorageErrors.reason(e),
                    e);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    command.commandLine(), "The settings in " + chosen + " cannot be read: " + e.getMessage(), e);
        }
        Map<String, String> values = new LinkedHashMap<>();
        properties.stringPropertyNames().forEach(name -> values.put(name, properties.getProperty(name)));
        return values;
    }
}
