package io.runfolio.artifact.transfer;

import io.runfolio.artifact.ArtifactFacts;
import io.runfolio.artifact.Variant;
import io.runfolio.artifact.transfer.sheet.SheetCaptions;
import io.runfolio.artifact.transfer.sheet.SheetCell;
import io.runfolio.artifact.transfer.sheet.SheetPage;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.DerivativeKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Adds a contact sheet to an export: thumbnails of its artifacts on pages of {@value SheetPage#MAX_CELLS}. */
final class ContactSheetWriter {
    static final String ROLE = "sheet";

    private static final Pattern PAGE_STEM = Pattern.compile("contact_sheet_\\d+");

    private final ExportWriter export;
    private final SheetCaptions captions = SheetCaptions.ofSystem();
    private final List<SheetCell> cells = new ArrayList<>();
    private int pages;

    ContactSheetWriter(ExportWriter export) {
        this.export = export;
    }

    /** Returns whether a file name without extension is that of a page. */
    static boolean isPage(String stem) {
        return PAGE_STEM.matcher(stem).matches();
    }

    /**
     * Adds an artifact. A full page is written at once, so that memory and staging do not grow with the export.
     *
     * @param stem name of the artifact's files in the export
     */
    void add(Variant variant, String stem) throws IOException {
        cells.add(new SheetCell(thumbnail(variant), placeholder(variant), caption(variant, stem)));
        if (cells.size() == SheetPage.MAX_CELLS) {
            writePage();
        }
    }

    /** Writes the last page. */
    void finish() throws IOException {
        if (!cells.isEmpty()) {
            writePage();
        }
        if (pages > 0 && !captions.hasFont()) {
            export.problem(
                    ROLE,
                    "no_font",
                    "The contact sheet has no captions: install fontconfig and a font, such as fonts-dejavu-core");
        }
    }

    private void writePage() throws IOException {
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        SheetPage.write(cells, captions, page);
        export.writeShared(ROLE, String.format(Locale.ROOT, "contact_sheet_%03d.jpg", ++pages), page.toByteArray());
        for (SheetCell cell : cells) {
            if (cell.picture().isPresent()) {
                Files.delete(cell.picture().get());
            }
        }
        cells.clear();
    }

    /** Returns a picture of the thumbnail or poster; empty without derivatives, as for a failed output. */
    private Optional<Path> thumbnail(Variant variant) throws IOException {
        Optional<AssetRecord> asset = variant.artifact().asset();
        if (asset.isEmpty()) {
            return Optional.empty();
        }
        Optional<Path> source = source(variant, asset.get());
        if (source.isEmpty()) {
            return Optional.empty();
        }
        Path stem = export.workplace().folder().resolve("cell_" + cells.size());
        return export.render(variant, ROLE, source.get(), "png", OptionalInt.of(SheetPage.MAX_PICTURE_SIDE), stem);
    }

    private Optional<Path> source(Variant variant, AssetRecord asset) {
        if (asset.thumbPath() != null) {
            return export.verified(variant, ROLE, asset.thumbPath(), asset, DerivativeKind.THUMB);
        }
        if (asset.posterPath() != null) {
            return export.verified(variant, ROLE, asset.posterPath(), asset, DerivativeKind.POSTER);
        }
        return Optional.empty();
    }

    private static String placeholder(Variant variant) {
        return variant.artifact()
                .asset()
                .map(asset -> asset.kind() == null ? "" : asset.kind().jsonName())
                .orElseGet(() -> Objects.toString(variant.artifact().record().artifactClass(), ""));
    }

    private static List<String> caption(Variant variant, String stem) {
        Map<String, Object> facts = ArtifactFacts.of(variant.run(), variant.artifact());
        String size = facts.get("width") == null ? null : facts.get("width") + "×" + facts.get("height");
        String seed = facts.get("seed") == null ? null : "seed " + facts.get("seed");
        String details = Stream.of(variant.artifact().review().status(), size, seed)
                .filter(Objects::nonNull)
                .collect(Collectors.joining(" · "));
        return List.of(stem, variant.artifact().record().id(), details);
    }
}
