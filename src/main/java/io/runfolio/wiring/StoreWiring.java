package io.runfolio.wiring;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.coordination.CoordinationBackend;
import io.runfolio.coordination.folder.FolderCoordination;
import io.runfolio.coordination.log.StoreLog;
import io.runfolio.coordination.shared.SharedFiles;
import io.runfolio.replica.HostCoordination;
import io.runfolio.replica.LogRebuild;
import io.runfolio.replica.ObjectBundleStore;
import io.runfolio.replica.StoreTask;
import io.runfolio.replica.UploadObjects;
import io.runfolio.replica.WorkingCopy;
import io.runfolio.retention.purge.FollowedRemovals;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.settings.SettingException;
import io.runfolio.settings.mirror.MirrorSettings;
import io.runfolio.settings.mirror.StoreSettings;
import io.runfolio.store.object.ObjectStore;
import io.runfolio.store.object.ObjectStores;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Wiring of bundles in an object store, whose client is an artifact of its own. */
public final class StoreWiring {
    /** Layouts of this process, as every command and component asks for its own. */
    private static final Map<StoreKey, Connected> CONNECTED = new ConcurrentHashMap<>();

    private StoreWiring() {}

    private record StoreKey(Path outputs, StoreSettings store, Object coordination) {}

    private record Connected(BundleLayout layout, ObjectStore objects) {}

    /** Returns the working copy of the settings. */
    static BundleLayout workingCopy(RunfolioSettings settings, Optional<CoordinationBackend> server) {
        check(settings);
        return CONNECTED
                .computeIfAbsent(key(settings), ignored -> connect(settings, server.orElseThrow()))
                .layout();
    }

    private static Connected connect(RunfolioSettings settings, CoordinationBackend server) {
        ObjectStore objects = objects(settings);
        StoreLog log = server.openStoreLog();
        Path outputs = settings.folders().outputs().toAbsolutePath().normalize();
        Path control = BundleLayout.control(outputs);
        HostCoordination coordination = new HostCoordination(
                server.coordination(), new FolderCoordination(control), log, server.sharedRecords());
        return new Connected(
                new BundleLayout(
                        outputs,
                        coordination,
                        new ObjectBundleStore(
                                outputs,
                                objects,
                                log,
                                settings.store().hasRecordsOnly(),
                                settings.store().cacheBytes())),
                objects);
    }

    /** Returns the uploads of all hosts; empty if they have a common folder. */
    static Optional<SharedFiles> uploads(RunfolioSettings settings) {
        if (!settings.store().isRemote()) {
            return Optional.empty();
        }
        Backends.outputs(settings); // connects
        return Optional.of(new UploadObjects(CONNECTED.get(key(settings)).objects()));
    }

    private static StoreKey key(RunfolioSettings settings) {
        return new StoreKey(settings.folders().outputs(), settings.store(), settings.coordination());
    }

    /** Opens the object store of the bundles without contacting it. */
    public static ObjectStore objects(RunfolioSettings settings) {
        return ObjectStores.open(StoreSettings.KEY, settings.store().address().orElseThrow(), settings.s3());
    }

    /** Closes the connections; the next use opens them again. */
    static void disconnect() {
        CONNECTED.values().forEach(connected -> connected.objects().close());
        CONNECTED.clear();
    }

    /** Returns what keeps the working copy of this host up to date, for one command. */
    public static WorkingCopy copyForCommand(RunfolioSettings settings) {
        BundleLayout layout = Backends.outputs(settings);
        return copy(layout, IndexParts.of(layout));
    }

    /** Writes what an object store lacks of the index and of ledgers. It does nothing if bundles are in a folder. */
    public static void publish(RunfolioSettings settings) {
        if (settings.store().isRemote()) {
            copyForCommand(settings).publish();
        }
    }

    /**
     * Rebuilds the log of the object store from the bundles here, and writes the index there again. No worker or server
     * may use the store meanwhile.
     *
     * @return number of lines of the index and of ledgers that were written to the store
     */
    public static int rebuildLog(RunfolioSettings settings) {
        BundleLayout layout = Backends.outputs(settings);
        try (ObjectStore objects = objects(settings)) {
            new LogRebuild(layout, objects).run();
        }
        return copyForCommand(settings).publish();
    }

    private static WorkingCopy copy(BundleLayout layout, IndexParts index) {
        return new WorkingCopy(
                layout,
                layout.coordination().storeLog().orElseThrow(),
                (ObjectBundleStore) layout.store(),
                index.pending(),
                new FollowedRemovals(layout, Clock.systemUTC())::follow);
    }

    /** Returns the task that follows the log. */
    static StoreTask task(Components parts) {
        return new StoreTask(copy(parts.layout(), parts.indexParts()));
    }

    /** Checks that the other settings go with bundles in an object store. */
    private static void check(RunfolioSettings settings) {
        if (settings.coordination().isFolder()) {
            throw refusal("the hosts have no common folder: set runfolio.coordination=postgres");
        }
        if (settings.mirror().isEnabled()) {
            throw refusal("the object store has the bundles already: remove " + MirrorSettings.TARGET);
        }
        if (settings.retention().isEnabled() && settings.store().hasRecordsOnly()) {
            throw refusal("retention needs all files: remove its policies, or set runfolio.store.copy=whole");
        }
        if (!settings.catalog().url().isEmpty()) {
            throw refusal("each host has a catalog of its own copies: remove runfolio.catalog.url");
        }
    }

    private static SettingException refusal(String reason) {
        return new SettingException(StoreSettings.KEY, StoreSettings.KEY + "=s3 cannot be used so: " + reason);
    }
}
