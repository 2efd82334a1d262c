package io.runfolio.artifact.transfer;

import io.runfolio.artifact.ReviewLogEntry;
import io.runfolio.artifact.Variant;
import io.runfolio.artifact.transfer.ExportManifest.ExportedFile;
import io.runfolio.artifact.transfer.ExportManifest.Problem;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.ContentPart;
import io.runfolio.bundle.CreatedAt;
import io.runfolio.bundle.RunFolder;
import io.runfolio.bundle.ledger.Removal;
import io.runfolio.bundle.ledger.RetentionLedger;
import io.runfolio.files.Checksums;
import io.runfolio.files.PathResolver;
import io.runfolio.files.RegularFiles;
import io.runfolio.files.StorageErrors;
import io.runfolio.run.AssetKind;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.DerivativeKind;
import io.runfolio.run.DerivativeRecord;
import io.runfolio.run.extras.AssetExtras;
import io.runfolio.run.extras.AssetRendition;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Writes the files of one export and records them for the manifest. */
final class ExportWriter implements AutoCloseable {
    private static final String RENDITION = "rendition";

    private final BundleLayout layout;
    private final PictureRenderer pictureRenderer;
    private final RenditionRenderer renditionRenderer;
    private final ExportOptions options;
    private final ExportTarget target;
    private final List<ExportedFile> files = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    /** In lower case, as some file systems ignore case. */
    private final Set<String> stems = new HashSet<>();

    private final ContactSheetWriter sheet = new ContactSheetWriter(this);
    private Optional<StagingFolder> workplace = Optional.empty();

    ExportWriter(
            BundleLayout layout,
            PictureRenderer pictureRenderer,
            RenditionRenderer renditionRenderer,
            ExportOptions options,
            ExportTarget target) {
        this.layout = layout;
        this.pictureRenderer = pictureRenderer;
        this.renditionRenderer = renditionRenderer;
        this.options = options;
        this.target = target;
    }

    void artifact(Variant variant, List<ReviewLogEntry> history) throws IOException {
        String stem = free(options.names().stem(variant));
        Optional<AssetRecord> asset = variant.artifact().asset();
        if (asset.isPresent()) {
            media(variant, asset.get(), stem);
        }
        bytes(variant, "sidecar", stem + ".json", Sidecar.of(variant, history));
        if (wants(ExportFormat.SHEET)) {
            sheet.add(variant, stem);
        }
    }

    private boolean wants(ExportFormat exportFormat) {
        return options.forms().contains(exportFormat);
    }

    private void media(Variant variant, AssetRecord asset, String stem) throws IOException {
        boolean still = asset.kind() == AssetKind.IMAGE;
        boolean pictures = wants(ExportFormat.PNG)
                || !options.sizes().isEmpty()
                || !options.renditions().isEmpty();
        Optional<Path> original = wants(ExportFormat.ORIGINAL) || still && pictures
                ? verified(variant, "original", asset.relativePath(), asset.sha256())
                : Optional.empty();
        if (original.isPresent() && wants(ExportFormat.ORIGINAL)) {
            copy(variant, "original", stem + extension(asset.relativePath()), original.get(), asset.sha256());
        }
        if (wants(ExportFormat.RAW)) {
            raw(variant, asset, stem);
        }
        if (wants(ExportFormat.WEB)) {
            web(variant, asset, stem);
        }
        if (pictures) {
            Optional<Path> picture = still ? original : poster(variant, asset);
            if (picture.isPresent()) {
                pictures(variant, asset, stem, picture.get());
            }
        }
    }

    private void pictures(Variant variant, AssetRecord asset, String stem, Path picture) throws IOException {
        boolean isPng = asset.kind() == AssetKind.IMAGE && "image/png".equals(asset.mimeType());
        boolean written = (wants(ExportFormat.ORIGINAL) || wants(ExportFormat.RAW) && rawOf(variant, asset) == asset)
                && extension(asset.relativePath()).equals(".png");
        if (wants(ExportFormat.PNG) && !isPng) {
            rendered(variant, "png", picture, "png", OptionalInt.empty(), stem + (written ? "_png.png" : ".png"));
        } else if (wants(ExportFormat.PNG) && !written) {
            copy(variant, "png", stem + ".png", picture, asset.sha256());
        }
        for (int size : options.sizes()) {
            rendered(variant, "size", picture, "webp", OptionalInt.of(size), stem + "_" + size + ".webp");
        }
        for (String name : options.renditions()) {
            rendition(variant, asset, name, stem, picture);
        }
    }

    /** Takes a rendition from the bundle if it was made by the same specification, else makes it. */
    private void rendition(Variant variant, AssetRecord asset, String name, String stem, Path picture)
            throws IOException {
        String folder = ExportManifest.RENDITIONS + name + "/";
        Optional<AssetRendition> sealed = AssetExtras.of(asset).renditions().stream()
                .filter(made -> made.name().equals(name)
                        && made.specSha256().equals(renditionRenderer.specSha256(name))
                        && bundle(variant).has(made.relativePath()))
                .findFirst();
        if (sealed.isPresent()) {
            String path = sealed.get().relativePath();
            String sha256 = sealed.get().sha256().orElse(null);
            Optional<Path> file = verified(variant, RENDITION, path, sha256);
            if (file.isPresent()) {
                copy(variant, RENDITION, folder + stem + extension(path), file.get(), sha256);
            }
            return;
        }
        boolean still = asset.kind() == AssetKind.IMAGE;
        PictureRenderer.Rendered made = renditionRenderer.render(
                name,
                picture,
                still && asset.width() != null ? asset.width() : 0,
                still && asset.height() != null ? asset.height() : 0,
                workplace().folder().resolve(RENDITION));
        if (made.file().isEmpty()) {
            problem(variant, RENDITION, "not_rendered", made.reason());
            return;
        }
        Path file = made.file().get();
        copy(variant, RENDITION, folder + stem + extension(file.getFileName().toString()), file, null);
        Files.delete(file);
    }

    /** Skips the output's own original if it is exported already. */
    private void raw(Variant variant, AssetRecord asset, String stem) throws IOException {
        AssetRecord raw = rawOf(variant, asset);
        boolean own = raw == asset;
        if (own && wants(ExportFormat.ORIGINAL)) {
            return;
        }
        Optional<Path> file = verified(variant, "raw", raw.relativePath(), raw.sha256());
        if (file.isPresent()) {
            String path = stem + (own ? "" : "_raw") + extension(raw.relativePath());
            copy(variant, "raw", path, file.get(), raw.sha256());
        }
    }

    private static AssetRecord rawOf(Variant variant, AssetRecord asset) {
        Map<String, Object> content = variant.artifact().record().content();
        Optional<String> path = ContentPart.raw(content).flatMap(ContentPart::originalUrl);
        return variant.run().outputs().stream()
                .filter(output ->
                        path.filter(raw -> raw.equals(output.relativePath())).isPresent())
                .findFirst()
                .orElse(asset);
    }

    private void web(Variant variant, AssetRecord asset, String stem) throws IOException {
        if (asset.webPath() == null) {
            problem(variant, "web", "no_derivative", "The artifact has no web derivative");
            return;
        }
        Optional<Path> web = verified(variant, "web", asset.webPath(), asset, DerivativeKind.WEB);
        if (web.isPresent()) {
            String path = stem + "_web" + extension(asset.webPath());
            copy(variant, "web", path, web.get(), sha256(asset, DerivativeKind.WEB));
        }
    }

    private Optional<Path> poster(Variant variant, AssetRecord asset) {
        return asset.posterPath() != null
                ? verified(variant, "png", asset.posterPath(), asset, DerivativeKind.POSTER)
                : Optional.empty();
    }

    private static String sha256(AssetRecord asset, DerivativeKind kind) {
        return asset.derivatives().stream()
                .filter(derivative -> derivative.kind() == kind)
                .findFirst()
                .map(DerivativeRecord::sha256) // null in a bundle without checksums
                .orElse(null);
    }

    private PathResolver bundle(Variant variant) {
        return layout.files(layout.bundle(variant.runPath()));
    }

    Optional<Path> verified(Variant variant, String role, String relative, AssetRecord asset, DerivativeKind kind) {
        return verified(variant, role, relative, sha256(asset, kind));
    }

    /** Returns a bundle's file if it matches the sha256 in its record; else adds a problem. */
    Optional<Path> verified(Variant variant, String role, String relative, String sha256) {
        PathResolver.Resolved found = bundle(variant).resolve(relative);
        Optional<Removal> removal = found.status() == PathResolver.Status.MISSING
                ? RetentionLedger.read(new RunFolder(layout.bundle(variant.runPath())).reviewLog())
                        .removalOf(relative)
                : Optional.empty();
        if (removal.isPresent()) {
            problem(
                    variant,
                    role,
                    "removed",
                    relative + " was removed at " + removal.get().at() + " by "
                            + removal.get().by());
            return Optional.empty();
        }
        if (!found.isFile()) {
            String why = found.reason().isEmpty() ? "" : ": " + found.reason();
            problem(variant, role, "missing", "The bundle does not have " + relative + why);
            return Optional.empty();
        }
        Path file = found.path();
        try {
            if (sha256 != null
                    && !sha256.equals(Checksums.copy(file, OutputStream.nullOutputStream())
                            .sha256())) {
                problem(variant, role, "damaged", "The sha256 of " + relative + " is not the one in its record");
                return Optional.empty();
            }
            return Optional.of(file);
        } catch (IOException e) {
            problem(variant, role, "damaged", relative + " cannot be read: " + StorageErrors.reason(e));
            return Optional.empty();
        }
    }

    private void copy(Variant variant, String role, String path, Path file, String expected) throws IOException {
        Checksums.Copied copied;
        try (OutputStream out = target.begin(path, time(variant))) {
            Path bundle = layout.bundle(variant.runPath());
            try (InputStream in = file.startsWith(bundle)
                    ? layout.store()
                            .open(
                                    variant.runPath(),
                                    bundle.relativize(file).toString().replace('\\', '/'))
                    : RegularFiles.open(file)) {
                copied = Checksums.copy(in, out, Long.MAX_VALUE);
            }
        }
        if (expected != null && !expected.equals(copied.sha256())) {
            throw new IOException(file + " changed while it was copied");
        }
        note(variant, role, path, copied, expected != null);
    }

    private void rendered(Variant variant, String role, Path source, String format, OptionalInt side, String path)
            throws IOException {
        Optional<Path> picture =
                render(variant, role, source, format, side, workplace().folder().resolve("picture"));
        if (picture.isPresent()) {
            copy(variant, role, path, picture.get(), null);
            Files.delete(picture.get());
        }
    }

    /** Returns the picture in another format or size, which the caller deletes. Without one, adds a problem. */
    Optional<Path> render(
            Variant variant, String role, Path source, String format, OptionalInt longestSide, Path stem) {
        PictureRenderer.Rendered rendered = pictureRenderer.render(source, format, longestSide, stem);
        if (rendered.file().isEmpty()) {
            problem(variant, role, "not_rendered", rendered.reason());
        }
        return rendered.file();
    }

    /** Writes a file that belongs to no single artifact. */
    void writeShared(String role, String path, byte[] bytes) throws IOException {
        Checksums.Copied copied;
        try (OutputStream out = target.begin(path, Instant.EPOCH)) {
            copied = Checksums.copy(new ByteArrayInputStream(bytes), out, Long.MAX_VALUE);
        }
        files.add(new ExportedFile(path, role, null, null, copied.bytes(), copied.sha256(), true));
    }

    StagingFolder workplace() {
        if (workplace.isEmpty()) {
            workplace = Optional.of(StagingFolder.open(layout, "export"));
        }
        return workplace.get();
    }

    private void bytes(Variant variant, String role, String path, byte[] bytes) throws IOException {
        Checksums.Copied copied;
        try (OutputStream out = target.begin(path, time(variant))) {
            copied = Checksums.copy(new ByteArrayInputStream(bytes), out, Long.MAX_VALUE);
        }
        note(variant, role, path, copied, true);
    }

    /** Writes a whole bundle; a damaged one could not be imported and is a problem instead. */
    void bundle(Path bundle) throws IOException {
        BundleCopy copy = new BundleCopy(layout, bundle);
        Optional<String> damage = copy.findDamage();
        if (damage.isPresent()) {
            problems.add(new Problem(bundle.getFileName().toString(), null, "bundle", "damaged", damage.get()));
            return;
        }
        files.addAll(copy.write(target));
    }

    /** Writes the last page of a contact sheet. */
    void finishSheet() throws IOException {
        sheet.finish();
    }

    void problem(String role, String code, String message) {
        problems.add(new Problem(null, null, role, code, message));
    }

    void problem(ExportItem item, String code, String message) {
        problems.add(new Problem(item.runPath(), item.artifactId().orElse(null), "artifact", code, message));
    }

    private void problem(Variant variant, String role, String code, String message) {
        problems.add(
                new Problem(variant.run().runId(), variant.artifact().record().id(), role, code, message));
    }

    private void note(Variant variant, String role, String path, Checksums.Copied copied, boolean verified) {
        files.add(new ExportedFile(
                path,
                role,
                variant.run().runId(),
                variant.artifact().record().id(),
                copied.bytes(),
                copied.sha256(),
                verified));
    }

    ExportManifest manifest(String now) {
        return new ExportManifest(ExportManifest.FORMAT, ExportManifest.VERSION, now, files, problems);
    }

    void finish(byte[] manifest, Instant now) throws IOException {
        try (OutputStream out = target.begin(ExportManifest.NAME, now)) {
            out.write(manifest);
        }
    }

    /** Returns whether the export itself uses a name, such as that of its manifest. */
    private static boolean isReserved(String stem) {
        String name = stem.toLowerCase(Locale.ROOT);
        return name.equals("manifest")
                || (name + "/").startsWith(ExportManifest.BUNDLES)
                || (name + "/").startsWith(ExportManifest.RENDITIONS)
                || ContactSheetWriter.isPage(name);
    }

    private String free(String wanted) {
        String stem = isReserved(wanted) ? "_" + wanted : wanted;
        String free = stem;
        for (int i = 2; isTaken(free); i++) {
            free = stem + "_" + i;
        }
        stems.add(free.toLowerCase(Locale.ROOT));
        return free;
    }

    private boolean isTaken(String stem) {
        return stems.contains(stem.toLowerCase(Locale.ROOT));
    }

    private static String extension(String path) {
        int dot = path.lastIndexOf('.');
        return dot <= path.lastIndexOf('/') ? "" : path.substring(dot);
    }

    private static Instant time(Variant variant) {
        return CreatedAt.instant(variant.run().createdAt()).orElse(Instant.EPOCH);
    }

    @Override
    public void close() {
        workplace.ifPresent(StagingFolder::close);
    }
}
