package io.runfolio.artifact.transfer;

import io.runfolio.artifact.ArtifactView;
import io.runfolio.artifact.LedgerEntry;
import io.runfolio.artifact.RunView;
import io.runfolio.artifact.RunViews;
import io.runfolio.artifact.Variant;
import io.runfolio.artifact.Variants;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.CreatedAt;
import io.runfolio.bundle.RecordMapper;
import io.runfolio.run.StorageErrors;
import io.runfolio.run.UnreadableRecordException;
import java.io.IOException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Writes artifacts out: files, a sidecar with the whole provenance for each, and a manifest with the checksum of every file. Every copy is compared with the checksum that its bundle has of it before and
 * while it is made; what is damaged or missing is named in the manifest and left out. Nothing in the outputs folder is changed. Safe for use by several threads.
 */
public final class Exporter {
    private final BundleLayout layout;
    private final RunViews views;
    private final Renderer renderer;
    private final Clock clock;

    /**
     * @param layout where things stand
     * @param renderer makes PNGs and other sizes
     * @param clock tells when an export was made
     */
    public Exporter(BundleLayout layout, Renderer renderer, Clock clock) {
        this.layout = layout;
        this.views = new RunViews(layout);
        this.renderer = renderer;
        this.clock = clock;
    }

    /**
     * Exports.
     *
     * @param items what; of items of one run in a row its bundle is read once
     * @param target takes the files; it is left open
     * @return what was written, and what could not be
     * @throws io.runfolio.run.StorageException if the target cannot be written, or a file changed while it was copied; the export is then unfinished, and has no manifest
     */
    public ExportManifest export(Iterable<ExportItem> items, ExportOptions options, ExportTarget target) {
        try (ExportWriter writer = new ExportWriter(layout, renderer, options, target)) {
            Set<String> runs = new LinkedHashSet<>();
            Optional<RunView> run = Optional.empty();
            for (ExportItem item : items) {
                if (run.filter(view -> view.runPath().equals(item.runPath())).isEmpty()) {
                    run = read(item, writer);
                }
                if (run.isPresent()) {
                    runs.add(item.runPath());
                    artifacts(run.get(), item, writer);
                }
            }
            if (options.forms().contains(Form.BUNDLE)) {
                for (String runPath : runs) {
                    writer.bundle(layout.outputs().resolve(runPath));
                }
            }
            String now = CreatedAt.format(
                    clock.instant().truncatedTo(ChronoUnit.SECONDS).atOffset(ZoneOffset.UTC));
            ExportManifest manifest = writer.manifest(now);
            writer.finish(RecordMapper.document(manifest), clock.instant());
            return manifest;
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The export could not be written");
        }
    }

    private Optional<RunView> read(ExportItem item, ExportWriter writer) {
        try {
            Optional<RunView> run = views.at(item.runPath());
            if (run.isEmpty()) {
                writer.problem(item, "unknown_artifact", "There is no bundle at " + item.runPath());
            }
            return run;
        } catch (UnreadableRecordException e) {
            writer.problem(item, "unreadable", e.getMessage());
            return Optional.empty();
        }
    }

    private void artifacts(RunView run, ExportItem item, ExportWriter writer) throws IOException {
        List<Variant> wanted = Variants.variants(run)
                .filter(variant -> item.artifactId().map(id(variant)::equals).orElse(true))
                .toList();
        if (wanted.isEmpty() && item.artifactId().isPresent()) {
            writer.problem(item, "unknown_artifact", "The run has no such artifact");
        }
        List<LedgerEntry> history = views.history(run.runPath());
        for (Variant variant : wanted) {
            writer.artifact(
                    variant,
                    history.stream()
                            .filter(entry -> entry.artifactId().equals(id(variant)))
                            .toList());
        }
    }

    private static String id(Variant variant) {
        ArtifactView artifact = variant.artifact();
        return artifact.record().id();
    }
}
