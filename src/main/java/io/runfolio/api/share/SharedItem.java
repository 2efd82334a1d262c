package io.runfolio.api.share;

import io.runfolio.api.content.BundleFiles;
import io.runfolio.api.content.ContentView;
import io.runfolio.catalog.Catalog.CatalogArtifact;
import io.runfolio.run.AssetKind;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.DerivativeKind;
import io.runfolio.run.DerivativeRecord;
import io.runfolio.share.Share;
import io.runfolio.share.SharedFact;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An artifact as a shared page shows it.
 *
 * @param number its number on the page, from 1, which also names its files
 * @param kind kind of its file; empty without a file, or if the artifact is gone
 * @param views views that may be requested and exist
 * @param isRemoved whether its file was removed
 * @param width width of the web derivative; 0 if unknown
 * @param height height of the web derivative; 0 if unknown
 * @param text text of an artifact without a file
 * @param facts facts that the link shows, by their labels
 */
record SharedItem(
        int number,
        Optional<AssetKind> kind,
        Set<String> views,
        boolean isRemoved,
        int width,
        int height,
        SharedText text,
        Map<String, String> facts) {
    /** Views that a link without downloads may show. */
    static final List<String> DERIVATIVES = List.of("web", "thumb", "poster");

    static final String ORIGINAL = "original";

    /** View of the whole text of an artifact without a file. */
    static final String TEXT = "text";

    /** Returns an artifact of a link; one that the catalog does not have is shown as removed. */
    static SharedItem of(
            Share share, int number, Optional<CatalogArtifact> found, BundleFiles files, SharedText.Room room) {
        if (found.isEmpty()) {
            return new SharedItem(number, Optional.empty(), Set.of(), true, 0, 0, SharedText.NONE, Map.of());
        }
        CatalogArtifact artifact = found.get();
        Optional<AssetRecord> asset = artifact.view().asset();
        Optional<DerivativeRecord> web = asset.flatMap(one -> ContentView.derivative(one, DerivativeKind.WEB));
        boolean hasFile = asset.filter(one -> one.relativePath() != null).isPresent();
        boolean hasOriginal =
                hasFile && files.exists(artifact.runPath(), asset.get().relativePath());
        Set<String> views = asset.map(one -> views(share, artifact, one, hasOriginal, files))
                .orElse(Set.of());
        return new SharedItem(
                number,
                hasFile ? Optional.ofNullable(asset.get().kind()) : Optional.empty(),
                views,
                hasFile && views.isEmpty() && !hasOriginal,
                web.map(DerivativeRecord::width).orElse(0),
                web.map(DerivativeRecord::height).orElse(0),
                room.place(texts(artifact)),
                SharedFacts.of(artifact, share.facts()));
    }

    /** Returns the paragraphs of an artifact without a file. */
    static List<String> texts(CatalogArtifact artifact) {
        boolean hasFile = artifact.view()
                .asset()
                .filter(asset -> asset.relativePath() != null)
                .isPresent();
        return hasFile ? List.of() : SharedFacts.texts(artifact);
    }

    private static Set<String> views(
            Share share, CatalogArtifact artifact, AssetRecord asset, boolean hasOriginal, BundleFiles files) {
        return Stream.concat(DERIVATIVES.stream(), Stream.of(ORIGINAL))
                .filter(view -> isAllowed(share, asset, view))
                // a derivative that was removed can be created from the original again
                .filter(view -> hasOriginal
                        || ContentView.of(asset, view)
                                .filter(form -> files.exists(artifact.runPath(), form.path()))
                                .isPresent())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Returns whether a link allows a view of a file; a view that is the original needs the download. */
    static boolean isAllowed(Share share, AssetRecord asset, String view) {
        Optional<ContentView> form =
                DERIVATIVES.contains(view) || view.equals(ORIGINAL) ? ContentView.of(asset, view) : Optional.empty();
        boolean isOriginal = form.filter(one -> one.original()
                        || one.path().equals(asset.relativePath())
                        || one.webp().isPresent())
                .isPresent();
        return form.isPresent() && (share.download() || !isOriginal);
    }

    /** Returns whether the views include one. */
    boolean has(String view) {
        return views.contains(view);
    }

    /** Returns a name such as {@code Picture}. */
    String noun() {
        return kind.map(one -> switch (one) {
                    case IMAGE -> "Picture";
                    case VIDEO -> "Clip";
                    case AUDIO -> "Sound";
                    case TEXT -> "Text";
                    case OTHER -> "File";
                })
                .orElse(text.paragraphs().isEmpty() ? "Artifact" : "Text");
    }

    /** Returns the facts of prompts for alternative texts; empty if the link does not show prompts. */
    Optional<String> prompt() {
        return Optional.ofNullable(facts.get(SharedFacts.label(SharedFact.PROMPT)));
    }
}
