package io.runfolio;

import io.runfolio.api.Exports;
import io.runfolio.artifact.transfer.ExportItem;
import io.runfolio.artifact.transfer.ExportOptions;
import io.runfolio.artifact.transfer.Exporter;
import io.runfolio.artifact.transfer.Form;
import io.runfolio.artifact.transfer.NameTemplate;
import io.runfolio.artifact.transfer.ZipTarget;
import io.runfolio.catalog.Catalog.CatalogArtifact;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Exports over HTTP: the same as those of the command line, as a zip. */
final class Exporting implements Exports {
    private final Exporter exporter;

    Exporting(Exporter exporter) {
        this.exporter = exporter;
    }

    @Override
    public void check(Wanted wanted) {
        options(wanted);
    }

    @Override
    public void zip(List<CatalogArtifact> artifacts, Wanted wanted, OutputStream out) throws IOException {
        List<ExportItem> items = artifacts.stream()
                .map(artifact -> new ExportItem(
                        artifact.runPath(), Optional.of(artifact.view().record().id())))
                .toList();
        ZipTarget zip = new ZipTarget(out);
        exporter.export(items, options(wanted), zip);
        zip.close();
    }

    private static ExportOptions options(Wanted wanted) {
        return new ExportOptions(
                wanted.forms().stream().map(Form::of).flatMap(Optional::stream).collect(Collectors.toSet()),
                wanted.sizes(),
                wanted.name().map(NameTemplate::of).orElseGet(NameTemplate::usual));
    }
}
