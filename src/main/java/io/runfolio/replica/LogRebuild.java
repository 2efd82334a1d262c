package io.runfolio.replica;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.bundle.RunFolder;
import io.runfolio.coordination.log.StoreLog;
import io.runfolio.coordination.log.StoreLog.Ledger;
import io.runfolio.files.RegularFiles;
import io.runfolio.index.ReviewLogs;
import io.runfolio.store.object.ObjectInfo;
import io.runfolio.store.object.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Rebuilds the log of an object store from the bundles of a working copy, after the database was lost. Seals are
 * rebuilt before, so that they can have another order: the segments of the index are removed, to be written again.
 */
public final class LogRebuild {
    private final BundleLayout layout;
    private final ObjectStore objects;

    /** @param layout a working copy that has all bundles */
    public LogRebuild(BundleLayout layout, ObjectStore objects) {
        this.layout = layout;
        this.objects = objects;
    }

    /** Rebuilds the log. It can be repeated. */
    public void run() {
        List<String> segments;
        try (Stream<ObjectInfo> listed = objects.list(StoreKeys.INDEX)) {
            segments = listed.map(ObjectInfo::key).toList();
        }
        segments.forEach(objects::delete);
        StoreLog log = layout.coordination().storeLog().orElseThrow();
        log.rebuild(ledgers());
    }

    private Iterable<Ledger> ledgers() {
        Stream<Path> withLedger = new BundleReader(layout)
                .scan().stream().filter(bundle -> RegularFiles.exists(new RunFolder(bundle).reviewLog()));
        return withLedger.map(this::ledger)::iterator;
    }

    private Ledger ledger(Path bundle) {
        return new Ledger(
                layout.relative(bundle),
                ReviewLogs.lines(new RunFolder(bundle).reviewLog()).stream()
                        .map(line -> new String(line, StandardCharsets.UTF_8))
                        .toList());
    }
}
