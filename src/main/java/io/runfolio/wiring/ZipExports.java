package io.runfolio.wiring;

import io.runfolio.api.resource.Exports;
import io.runfolio.artifact.transfer.ExportFormat;
import io.runfolio.artifact.transfer.ExportItem;
import io.runfolio.artifact.transfer.ExportOptions;
import io.runfolio.artifact.transfer.Exporter;
import io.runfolio.artifact.transfer.FileNameTemplate;
import io.runfolio.artifact.transfer.ZipTarget;
import io.runfolio.catalog.Catalog.CatalogArtifact;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Exports over HTTP as a zip, with the same contents as those of the command line. */
final class ZipExports implements Exports {
    private final Exporter exporter;

    ZipExports(Exporter exporter) {
        this.exporter = exporter;
    }

    @Override
    public void check(Selection selection) {
        options(selection);
    }

    @Override
    public void zip(List<CatalogArtifact> artifacts, Selection selection, OutputStream out) throws IOException {
        List<ExportItem> items = artifacts.stream()
                .map(artifact -> new ExportItem(
                        artifact.runPath(), Optional.of(artifact.view().record().id())))
                .toList();
        ZipTarget zip = new ZipTarget(out);
        exporter.export(items, options(selection), zip);
        zip.close();
    }

    private static ExportOptions options(Selection selection) {
        return new ExportOptions(
                selection.forms().stream()
                        .map(ExportFormat::of)
                        .flatMap(Optional::stream)
                        .collect(Collectors.toSet()),
                selection.sizes(),
                selection.name().map(FileNameTemplate::of).orElseGet(FileNameTemplate::defaultTemplate));
    }
}
