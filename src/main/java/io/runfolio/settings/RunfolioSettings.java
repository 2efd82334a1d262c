package io.runfolio.settings;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/**
 * All that operators may set.
 *
 * @param folders where from, where to
 * @param worker how much at once
 * @param event limits on events
 * @param media limits on media and choices for derivatives
 * @param log form of the log
 * @param http the API, and what operators look at
 * @param catalog where artifacts are looked up
 * @param workflow where templates are read and orders are put
 * @param traces spans, and where they go
 * @param secrets what is masked before it is written
 * @param source patience with files that are not there or not whole yet
 */
public record RunfolioSettings(
        FolderSettings folders,
        WorkerSettings worker,
        EventSettings event,
        MediaSettings media,
        LogSettings log,
        HttpSettings http,
        CatalogSettings catalog,
        WorkflowSettings workflow,
        TraceSettings traces,
        SecretSettings secrets,
        SourceSettings source) {

    /** What every key of ours starts with. */
    public static final String PREFIX = "runfolio.";

    /**
     * Reads settings; what is not set has its default.
     *
     * @param values keys such as {@code runfolio.workers}; others than Runfolio's are passed over
     * @throws SettingException if a value cannot be used or a key of ours is not known
     */
    public static RunfolioSettings from(Map<String, String> values) {
        SettingValues reader = new SettingValues(values);
        RunfolioSettings settings = read(reader);
        reader.refuseUnknown(PREFIX);
        return settings;
    }

    private static RunfolioSettings read(SettingValues reader) {
        return new RunfolioSettings(
                FolderSettings.read(reader),
                WorkerSettings.read(reader),
                EventSettings.read(reader),
                MediaSettings.read(reader),
                LogSettings.read(reader),
                HttpSettings.read(reader),
                CatalogSettings.read(reader),
                WorkflowSettings.read(reader),
                TraceSettings.read(reader),
                SecretSettings.read(reader),
                SourceSettings.read(reader));
    }

    /** Returns every key that is read, such as {@code runfolio.workers}, in order. */
    public static SortedSet<String> keys() {
        SettingValues reader = new SettingValues(Map.of());
        read(reader);
        return reader.known();
    }

    /** Returns the defaults for these folders; events may name files below {@code sourceRoots} only. */
    public static RunfolioSettings of(Path inbox, Path outputs, Path... sourceRoots) {
        List<Path> roots = sourceRoots.length == 0 ? FolderSettings.defaultRoots(inbox) : List.of(sourceRoots);
        return from(Map.of()).with(new FolderSettings(inbox, outputs, roots));
    }

    /** Returns the same settings for other folders. */
    public RunfolioSettings with(FolderSettings others) {
        return new RunfolioSettings(
                others, worker, event, media, log, http, catalog, workflow, traces, secrets, source);
    }

    /** Returns the same with other settings of the API. */
    public RunfolioSettings with(HttpSettings other) {
        return new RunfolioSettings(
                folders, worker, event, media, log, other, catalog, workflow, traces, secrets, source);
    }
}
