package io.runfolio.dedup;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.files.FileIdentity;
import io.runfolio.files.PathResolver;
import io.runfolio.files.StorageErrors;
import io.runfolio.json.UnreadableRecordException;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.RunArtifact;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Reads the originals of bundles: inputs and outputs whose files are there. */
final class BundleOriginals {
    private final BundleLayout layout;
    private final BundleReader reader;

    BundleOriginals(BundleLayout layout) {
        this.layout = layout;
        this.reader = new BundleReader(layout);
    }

    /** Returns the folders of all bundles. */
    List<Path> bundles() {
        return reader.scan();
    }

    /**
     * Returns the originals of all bundles.
     *
     * @param unreadable receives the run paths of bundles whose records cannot be read
     */
    List<BundleOriginal> all(Consumer<String> unreadable) {
        List<BundleOriginal> all = new ArrayList<>();
        for (Path bundle : bundles()) {
            try {
                all.addAll(of(bundle));
            } catch (UnreadableRecordException e) {
                unreadable.accept(layout.relative(bundle));
            }
        }
        return all;
    }

    /**
     * Returns the originals of a bundle.
     *
     * @throws UnreadableRecordException if its record cannot be read
     */
    List<BundleOriginal> of(Path bundle) {
        RunArtifact run = reader.run(bundle);
        List<BundleOriginal> originals = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        PathResolver resolver = new PathResolver(bundle);
        for (AssetRecord asset :
                Stream.concat(run.inputs().stream(), run.outputs().stream()).toList()) {
            if (asset.relativePath() != null && seen.add(asset.relativePath())) {
                resolver.file(asset.relativePath())
                        .flatMap(file -> read(bundle, run, asset, file))
                        .ifPresent(originals::add);
            }
        }
        return originals;
    }

    private Optional<BundleOriginal> read(Path bundle, RunArtifact run, AssetRecord asset, Path file) {
        try {
            return FileIdentity.find(file)
                    .filter(identity -> identity.bytes() > 0)
                    .map(identity -> new BundleOriginal(
                            layout.relative(bundle),
                            asset.relativePath(),
                            file,
                            Optional.ofNullable(run.sourceContext().projectName())
                                    .orElse(""),
                            Optional.ofNullable(asset.sha256()).filter(ObjectFolder::isChecksum),
                            identity,
                            CloneMark.find(file)));
        } catch (IOException e) {
            throw StorageErrors.translate(e, file + " could not be read");
        }
    }
}
