package io.runfolio.artifact.transfer;

import io.runfolio.artifact.LedgerEntry;
import io.runfolio.artifact.Variant;
import io.runfolio.artifact.transfer.ExportManifest.ExportedFile;
import io.runfolio.artifact.transfer.ExportManifest.Problem;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.CreatedAt;
import io.runfolio.files.PathResolver;
import io.runfolio.files.RegularFiles;
import io.runfolio.run.AssetKind;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.DerivativeKind;
import io.runfolio.run.DerivativeRecord;
import io.runfolio.run.StorageErrors;
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

/** Writes one export, and keeps account of it. */
final class ExportWriter implements AutoCloseable {
    private final BundleLayout layout;
    private final Renderer renderer;
    private final ExportOptions options;
    private final ExportTarget target;
    private final List<ExportedFile> files = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    /** In lower case, as some systems cannot tell the cases apart. */
    private final Set<String> stems = new HashSet<>();

    private Optional<Workplace> workplace = Optional.empty();

    ExportWriter(BundleLayout layout, Renderer renderer, ExportOptions options, ExportTarget target) {
        this.layout = layout;
        this.renderer = renderer;
        this.options = options;
        this.target = target;
    }

    void artifact(Variant variant, List<LedgerEntry> history) throws IOException {
        String stem = free(options.names().stem(variant));
        Optional<AssetRecord> asset = variant.artifact().asset();
        if (asset.isPresent()) {
            media(variant, asset.get(), stem);
        }
        bytes(variant, "sidecar", stem + ".json", Sidecar.of(variant, history));
    }

    private boolean wants(Form form) {
        return options.forms().contains(form);
    }

    private void media(Variant variant, AssetRecord asset, String stem) throws IOException {
        boolean still = asset.kind() == AssetKind.IMAGE;
        boolean pictures = wants(Form.PNG) || !options.sizes().isEmpty();
        Optional<Path> original = wants(Form.ORIGINAL) || still && pictures
                ? whole(variant, "original", asset.relativePath(), asset.sha256())
                : Optional.empty();
        if (original.isPresent() && wants(Form.ORIGINAL)) {
            copy(variant, "original", stem + extension(asset.relativePath()), original.get(), asset.sha256());
        }
        if (wants(Form.RAW)) {
            raw(variant, asset, stem);
        }
        if (wants(Form.WEB)) {
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
        boolean written = (wants(Form.ORIGINAL) || wants(Form.RAW) && rawOf(variant, asset) == asset)
                && extension(asset.relativePath()).equals(".png");
        if (wants(Form.PNG) && !isPng) {
            rendered(variant, "png", picture, "png", OptionalInt.empty(), stem + (written ? "_png.png" : ".png"));
        } else if (wants(Form.PNG) && !written) {
            copy(variant, "png", stem + ".png", picture, asset.sha256());
        }
        for (int size : options.sizes()) {
            rendered(variant, "size", picture, "webp", OptionalInt.of(size), stem + "_" + size + ".webp");
        }
    }

    /** The output's own original is not written twice. */
    private void raw(Variant variant, AssetRecord asset, String stem) throws IOException {
        AssetRecord raw = rawOf(variant, asset);
        boolean own = raw == asset;
        if (own && wants(Form.ORIGINAL)) {
            return;
        }
        Optional<Path> file = whole(variant, "raw", raw.relativePath(), raw.sha256());
        if (file.isPresent()) {
            String path = stem + (own ? "" : "_raw") + extension(raw.relativePath());
            copy(variant, "raw", path, file.get(), raw.sha256());
        }
    }

    private static AssetRecord rawOf(Variant variant, AssetRecord asset) {
        Map<String, Object> content = variant.artifact().record().content();
        Object path = content.get("raw") instanceof Map<?, ?> raw ? raw.get("originalUrl") : null;
        return variant.run().outputs().stream()
                .filter(output -> path != null && path.equals(output.relativePath()))
                .findFirst()
                .orElse(asset);
    }

    private void web(Variant variant, AssetRecord asset, String stem) throws IOException {
        if (asset.webPath() == null) {
            problem(variant, "web", "no_derivative", "The artifact has no web derivative");
            return;
        }
        String sha256 = sha256(asset, DerivativeKind.WEB);
        Optional<Path> web = whole(variant, "web", asset.webPath(), sha256);
        if (web.isPresent()) {
            copy(variant, "web", stem + "_web" + extension(asset.webPath()), web.get(), sha256);
        }
    }

    private Optional<Path> poster(Variant variant, AssetRecord asset) {
        return asset.posterPath() != null
                ? whole(variant, "png", asset.posterPath(), sha256(asset, DerivativeKind.POSTER))
                : Optional.empty();
    }

    private static String sha256(AssetRecord asset, DerivativeKind kind) {
        return asset.derivatives().stream()
                .filter(derivative -> derivative.kind() == kind)
                .map(DerivativeRecord::sha256)
                .findFirst()
                .orElse(null);
    }

    private PathResolver bundle(Variant variant) {
        return new PathResolver(layout.outputs().resolve(variant.runPath()));
    }

    /** Returns a bundle's file if it is there and is what its record says; else says why not. */
    private Optional<Path> whole(Variant variant, String role, String relative, String sha256) {
        PathResolver.Resolved found = bundle(variant).resolve(relative);
        if (!found.isFile()) {
            String why = found.reason().isEmpty() ? "" : ": " + found.reason();
            problem(variant, role, "missing", "The bundle does not have " + relative + why);
            return Optional.empty();
        }
        Path file = found.path();
        try {
            if (sha256 != null && !sha256.equals(Hashing.of(file).sha256())) {
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
        Hashing.Copied copied;
        try (OutputStream out = target.begin(path, time(variant))) {
            Path bundle = layout.outputs().resolve(variant.runPath());
            try (InputStream in = file.startsWith(bundle)
                    ? bundle(variant).open(bundle.relativize(file).toString().replace('\\', '/'))
                    : RegularFiles.open(file)) {
                copied = Hashing.copy(in, out, Long.MAX_VALUE);
            }
        }
        if (expected != null && !expected.equals(copied.sha256())) {
            throw new IOException(file + " changed while it was copied");
        }
        note(variant, role, path, copied, expected != null);
    }

    private void rendered(Variant variant, String role, Path source, String format, OptionalInt side, String path)
            throws IOException {
        Path stem = workplace().folder().resolve("picture");
        Renderer.Rendered rendered = renderer.render(source, format, side, stem);
        if (rendered.file().isEmpty()) {
            problem(variant, role, "not_rendered", rendered.reason());
            return;
        }
        copy(variant, role, path, rendered.file().get(), null);
        Files.delete(rendered.file().get());
    }

    private Workplace workplace() {
        if (workplace.isEmpty()) {
            workplace = Optional.of(Workplace.open(layout, "export"));
        }
        return workplace.get();
    }

    private void bytes(Variant variant, String role, String path, byte[] bytes) throws IOException {
        Hashing.Copied copied;
        try (OutputStream out = target.begin(path, time(variant))) {
            copied = Hashing.copy(new java.io.ByteArrayInputStream(bytes), out, Long.MAX_VALUE);
        }
        note(variant, role, path, copied, true);
    }

    /** Writes a whole bundle, unless a file of it is damaged: then nobody could take it in. */
    void bundle(Path bundle) throws IOException {
        BundleCopy copy = new BundleCopy(layout, bundle);
        Optional<String> damage = copy.damage();
        if (damage.isPresent()) {
            problems.add(new Problem(bundle.getFileName().toString(), null, "bundle", "damaged", damage.get()));
            return;
        }
        files.addAll(copy.write(target));
    }

    void problem(ExportItem item, String code, String message) {
        problems.add(new Problem(item.runPath(), item.artifactId().orElse(null), "artifact", code, message));
    }

    private void problem(Variant variant, String role, String code, String message) {
        problems.add(
                new Problem(variant.run().runId(), variant.artifact().record().id(), role, code, message));
    }

    private void note(Variant variant, String role, String path, Hashing.Copied copied, boolean verified) {
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

    private String free(String stem) {
        String free = stem;
        for (int i = 2; isTaken(free); i++) {
            free = stem + "_" + i;
        }
        stems.add(free.toLowerCase(Locale.ROOT));
        return free;
    }

    private boolean isTaken(String stem) {
        String name = stem.toLowerCase(Locale.ROOT);
        return stems.contains(name) || name.equals("manifest") || (name + "/").startsWith(ExportManifest.BUNDLES);
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
        workplace.ifPresent(Workplace::close);
    }
}
