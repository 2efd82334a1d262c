package io.runfolio.artifact.transfer;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.bundle.RecordMapper;
import io.runfolio.bundle.RunFolder;
import io.runfolio.files.RegularFiles;
import io.runfolio.index.IndexFeed;
import io.runfolio.run.StorageException;
import io.runfolio.run.UnreadableRecordException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Knows which run each artifact id of an outputs folder belongs to. Reads all bundles once, then follows the index. */
final class ArtifactOwners {
    private final BundleLayout layout;
    private final BundleReader bundles;
    private final IndexFeed index;
    private final Map<String, String> owners = new HashMap<>();
    private IndexFeed.Place place = new IndexFeed.Place(0, 0);
    private boolean complete;

    /** An id, and nothing else of a record. */
    private record Named(String id) {}

    ArtifactOwners(BundleLayout layout) {
        this.layout = layout;
        bundles = new BundleReader(layout);
        index = new IndexFeed(layout);
    }

    /** An id that belongs to another run. */
    record Taken(String artifactId, String runId) {}

    /** Returns the first of a run's ids that belongs to another run. */
    synchronized Optional<Taken> taken(String runId, Collection<String> ids) {
        follow();
        return ids.stream()
                .filter(id -> !owners.getOrDefault(id, runId).equals(runId))
                .findFirst()
                .map(id -> new Taken(id, owners.get(id)));
    }

    private void follow() {
        try {
            IndexFeed.News news = index.after(place);
            if (complete && !news.restarted()) {
                news.arrivals().forEach(arrival -> bundles.find(arrival.runId()).ifPresent(this::learn));
                place = news.place();
                return;
            }
            place = index.after(new IndexFeed.Place(0, 0)).place();
            complete = true;
        } catch (StorageException e) {
            complete = false; // without an index, all bundles are read each time
        }
        owners.clear();
        bundles.scan().forEach(this::learn);
    }

    private void learn(Path bundle) {
        String runId = bundle.getFileName().toString();
        try {
            ids(bundle).forEach(id -> owners.putIfAbsent(id, runId));
        } catch (UnreadableRecordException e) {
            return; // verify names it
        }
    }

    /** Returns the ids of a bundle's artifacts. */
    List<String> ids(Path bundle) {
        Path artifacts = new RunFolder(layout.outputs().resolve(bundle)).artifacts();
        if (RegularFiles.exists(artifacts)) {
            return RecordMapper.readCamelList(artifacts, Named.class).stream()
                    .map(named -> String.valueOf(named.id()))
                    .toList();
        }
        return bundles.artifacts(bundle, bundles.run(bundle), bundles.manifest(bundle)).stream()
                .map(record -> String.valueOf(record.id()))
                .toList();
    }
}
