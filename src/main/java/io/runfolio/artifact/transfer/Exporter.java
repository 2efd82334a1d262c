package io.runfolio.artifact.transfer;

import io.runfolio.artifact.ArtifactView;
import io.runfolio.artifact.ReviewLogEntry;
import io.runfolio.artifact.RunView;
import io.runfolio.artifact.RunViewReader;
import io.runfolio.artifact.Variant;
import io.runfolio.artifact.VariantReader;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.CreatedAt;
import io.runfolio.files.StorageErrors;
import io.runfolio.json.RecordMapper;
import io.runfolio.json.UnreadableRecordException;
import java.io.IOException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Exports artifacts with a provenance sidecar for each and a manifest of all checksums.
 *
 * <p>Each copy is compared with the checksum in its bundle before and during the copy. Damaged and missing files are
 * omitted and listed in the manifest. The outputs folder is not changed. Thread-safe.
 */
public final class Exporter {
    private final BundleLayout layout;
    private final RunViewReader views;
    private final PictureRenderer pictureRenderer;
    private final RenditionRenderer renditionRenderer;
    private final Clock clock;

    /** Creates an exporter without named renditions. */
    public Exporter(BundleLayout layout, PictureRenderer pictureRenderer, Clock clock) {
        this(layout, pictureRenderer, RenditionRenderer.none(), clock);
    }

    /**
     * Creates an exporter.
     *
     * @param layout layout of the outputs folder
     * @param pictureRenderer makes PNGs and other sizes
     * @param renditionRenderer makes named renditions
     * @param clock time of the export
     */
    public Exporter(
            BundleLayout layout, PictureRenderer pictureRenderer, RenditionRenderer renditionRenderer, Clock clock) {
        this.layout = layout;
        this.views = new RunViewReader(layout);
        this.pictureRenderer = pictureRenderer;
        this.renditionRenderer = renditionRenderer;
        this.clock = clock;
    }

    /**
     * Exports artifacts.
     *
     * @param items artifacts and runs; consecutive items of one run read its bundle once
     * @param target destination; stays open
     * @return the manifest: written files and problems
     * @throws TransferException if the settings do not define a rendition
     * @throws io.runfolio.files.StorageException if the target cannot be written, or a file changed while it was
     *     copied; the export is then unfinished, and has no manifest
     */
    public ExportManifest export(Iterable<ExportItem> items, ExportOptions options, ExportTarget target) {
        options.checkRenditions(renditionRenderer.names());
        try (ExportWriter writer = new ExportWriter(layout, pictureRenderer, renditionRenderer, options, target)) {
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
            if (options.forms().contains(ExportFormat.BUNDLE)) {
                for (String runPath : runs) {
                    writer.bundle(layout.bundle(runPath));
                }
            }
            writer.finishSheet();
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
        List<Variant> wanted = VariantReader.variants(run)
                .filter(variant -> item.artifactId().map(id(variant)::equals).orElse(true))
                .toList();
        if (wanted.isEmpty() && item.artifactId().isPresent()) {
            writer.problem(item, "unknown_artifact", "The run has no such artifact");
        }
        List<ReviewLogEntry> history = views.history(run.runPath());
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
