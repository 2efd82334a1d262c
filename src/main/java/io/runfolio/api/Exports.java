package io.runfolio.api;

import io.runfolio.catalog.Catalog.CatalogArtifact;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/** Makes zips of artifacts. */
public interface Exports {
    /**
     * Looks whether that can be made.
     *
     * @throws io.runfolio.artifact.transfer.TransferException if it cannot
     */
    void check(Wanted wanted);

    /**
     * Writes a zip while it is made.
     *
     * @param wanted what of each artifact
     */
    void zip(List<CatalogArtifact> artifacts, Wanted wanted, OutputStream out) throws IOException;

    /**
     * What an export holds of each artifact.
     *
     * @param forms {@code original}, {@code png}, {@code webp}, {@code bundle}
     * @param sizes longest sides of further copies, in pixels
     * @param name name template; empty for the usual one
     */
    record Wanted(List<String> forms, List<Integer> sizes, Optional<String> name) {}
}
