package io.runfolio.artifact.transfer;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.bundle.RunFolder;
import io.runfolio.files.RegularFiles;
import io.runfolio.files.StorageException;
import io.runfolio.index.IndexFeed;
import io.runfolio.json.RecordMapper;
import io.runfolio.json.UnreadableRecordException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Maps the artifact ids of an outputs folder to runs. Reads all bundles once, then new index lines. */
final class ArtifactOwners {
    private final BundleLayout layout;
    private final BundleReader bundles;
    private final IndexFeed index;
    private final Map<String, String> owners = new HashMap<>();
    private IndexFeed.Position position = new IndexFeed.Position(0, 0);
    private boolean complete;

    /** The id of an artifact record, without its other fields. */
    private record Named(String id) {}

    ArtifactOwners(BundleLayout layout) {
        this.layout = layout;
        bundles = new BundleReader(layout);
        index = new IndexFeed(layout);
    }

    /** Artifact id of another run. */
    record ForeignArtifact(String artifactId, String runId) {}

    /** Returns the first of a run's ids that belongs to another run. */
    synchronized Optional<ForeignArtifact> findForeign(String runId, Collection<String> ids) {
        follow();
        return ids.stream()
                .filter(id -> !owners.getOrDefault(id, runId).equals(runId))
                .findFirst()
                .map(id -> new ForeignArtifact(id, owners.get(id)));
    }

    private void follow() {
        try {
            IndexFeed.Batch batch = index.after(position);
            if (complete && !batch.restarted()) {
                batch.arrivals().forEach(newRun -> bundles.find(newRun.runId()).ifPresent(this::learn));
                position = batch.place();
                return;
            }
            position = index.after(new IndexFeed.Position(0, 0)).place();
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
        Path artifacts = new RunFolder(layout.bundle(bundle.toString())).artifacts();
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
