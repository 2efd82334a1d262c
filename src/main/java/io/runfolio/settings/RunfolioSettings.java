package io.runfolio.settings;

import io.runfolio.settings.broker.AnnounceSettings;
import io.runfolio.settings.broker.IntakeSettings;
import io.runfolio.settings.coordination.CoordinationSettings;
import io.runfolio.settings.mirror.MirrorSettings;
import io.runfolio.settings.mirror.S3Settings;
import io.runfolio.settings.mirror.StoreSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;

/**
 * All settings of a worker.
 *
 * @param folders folders of events, bundles and media
 * @param worker concurrency, retries and shutdown
 * @param event limits for events
 * @param media limits for media and options for derivatives
 * @param log log of the command line
 * @param http HTTP API and management port
 * @param catalog database for the search of artifacts
 * @param workflow templates, orders and workflow runs
 * @param webhooks receivers of events of workflow runs
 * @param traces export of spans
 * @param secrets masking of secrets
 * @param source waiting times for missing or incomplete files
 * @param hooks adapters of providers
 * @param fetch hosts and limits for sources by URL
 * @param upload limits for uploaded files
 * @param mcp tools for agents
 * @param poll tasks of providers that are asked for until they end
 * @param share share links and signed URLs
 * @param retention what is removed by policies
 * @param intake message brokers that events come from
 * @param announce receivers of announcements
 * @param coordination coordination of the workers that share one outputs folder
 * @param mirror copy of the bundles in an object store
 * @param s3 access to the object store
 * @param store place of the bundles
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
        WebhookSettings webhooks,
        TraceSettings traces,
        SecretSettings secrets,
        SourceSettings source,
        HookSettings hooks,
        FetchSettings fetch,
        UploadSettings upload,
        McpSettings mcp,
        PollSettings poll,
        ShareSettings share,
        RetentionSettings retention,
        IntakeSettings intake,
        AnnounceSettings announce,
        CoordinationSettings coordination,
        MirrorSettings mirror,
        S3Settings s3,
        StoreSettings store) {

    /** Prefix of every key. */
    public static final String PREFIX = "runfolio.";

    /**
     * Reads settings; missing keys have their defaults.
     *
     * @param values keys such as {@code runfolio.workers}; keys with another prefix are ignored
     * @throws SettingException if a value cannot be used or a key of ours is not known
     */
    public static RunfolioSettings from(Map<String, String> values) {
        SettingReader reader = new SettingReader(values);
        RunfolioSettings settings = read(reader);
        reader.refuseUnknown(PREFIX);
        return settings;
    }

    private static RunfolioSettings read(SettingReader reader) {
        MediaSettings media = MediaSettings.read(reader);
        return new RunfolioSettings(
                FolderSettings.read(reader),
                WorkerSettings.read(reader),
                EventSettings.read(reader),
                media,
                LogSettings.read(reader),
                HttpSettings.read(reader),
                CatalogSettings.read(reader),
                WorkflowSettings.read(reader),
                WebhookSettings.read(reader, "runfolio.workflow.", "receivers of events of workflow runs"),
                TraceSettings.read(reader),
                SecretSettings.read(reader),
                SourceSettings.read(reader),
                HookSettings.read(reader),
                FetchSettings.read(reader),
                UploadSettings.read(reader, media.maxBytes()),
                McpSettings.read(reader),
                PollSettings.read(reader),
                ShareSettings.read(reader),
                RetentionSettings.read(reader),
                IntakeSettings.read(reader),
                AnnounceSettings.read(reader),
                CoordinationSettings.read(reader),
                MirrorSettings.read(reader),
                S3Settings.read(reader),
                StoreSettings.read(reader));
    }

    /**
     * Returns all keys in alphabetical order. Keys that end with a name of the operator's choice are not included, such
     * as {@code runfolio.image.renditions.<name>}.
     */
    public static SortedSet<String> keys() {
        SettingReader reader = new SettingReader(Map.of());
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
                others,
                worker,
                event,
                media,
                log,
                http,
                catalog,
                workflow,
                webhooks,
                traces,
                secrets,
                source,
                hooks,
                fetch,
                upload,
                mcp,
                poll,
                share,
                retention,
                intake,
                announce,
                coordination,
                mirror,
                s3,
                store);
    }

    /** Returns the same settings with another HTTP API. */
    public RunfolioSettings with(HttpSettings other) {
        return new RunfolioSettings(
                folders,
                worker,
                event,
                media,
                log,
                other,
                catalog,
                workflow,
                webhooks,
                traces,
                secrets,
                source,
                hooks,
                fetch,
                upload,
                mcp,
                poll,
                share,
                retention,
                intake,
                announce,
                coordination,
                mirror,
                s3,
                store);
    }

    /**
     * Returns the warning that outputs of webhooks would be lost; empty if they would not. Their files are links, which
     * are not kept when fetching is off.
     */
    public Optional<String> lostLinks() {
        return hooks.hooks().isEmpty() || fetch.isEnabled()
                ? Optional.empty()
                : Optional.of(
                        "webhooks are configured, but their files cannot be fetched: name the hosts of their links"
                                + " in runfolio.fetch.allow-hosts");
    }
}
