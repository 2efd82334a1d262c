package io.runfolio.api.resource;

import io.runfolio.catalog.Catalog.CatalogArtifact;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/** Exports artifacts as a zip. */
public interface Exports {
    /**
     * Validates a selection.
     *
     * @throws io.runfolio.artifact.transfer.TransferException if it cannot be exported
     */
    void check(Selection selection);

    /**
     * Writes a zip to a stream.
     *
     * @param selection files of each artifact
     */
    void zip(List<CatalogArtifact> artifacts, Selection selection, OutputStream out) throws IOException;

    /**
     * Files that an export has of each artifact.
     *
     * @param forms {@code original}, {@code raw}, {@code png}, {@code webp}, {@code bundle}
     * @param sizes longest sides of additional copies, in pixels
     * @param name name template; empty for the default
     */
    record Selection(List<String> forms, List<Integer> sizes, Optional<String> name) {}
}
