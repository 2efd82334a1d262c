package io.runfolio.artifact.transfer;

import io.runfolio.artifact.transfer.ExportManifest.ExportedFile;
import io.runfolio.files.PathResolver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Contents declared by an export's manifest, checked against all limits before a file is written. */
final class ImportPlan {
    static final int MAX_BUNDLES = 200_000;
    /** Media are hardly compressible; a higher ratio indicates a zip bomb. */
    static final long MAX_RATIO = 200;

    private static final long RATIO_FREE_BYTES = 64L << 20;
    private static final int MAX_SHOWN = 200;
    private static final int MAX_REFUSALS = 100;
    /** Names without what a system takes for a drive, a stream or a separator. */
    private static final Pattern NAME = Pattern.compile("[^/\\\\:*?\"<>|\\x00-\\x1f\\x7f]+");

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private final Map<String, DeclaredBundle> claims = new LinkedHashMap<>();
    private final List<ImportResult> refusals = new ArrayList<>();
    private final long maxBytes;
    private long bytes;
    private String last = "";

    /** Contents that the manifest declares for one bundle. */
    static final class DeclaredBundle {
        private int files;
        private int found;
        private long bytes;
        private long compressed;
        private Optional<Problem> problem = Optional.empty();

        Optional<Problem> problem() {
            return problem;
        }

        private void problem(String code, String reason) {
            problem = problem.or(() -> Optional.of(new Problem(code, reason)));
        }
    }

    /** Reason for the refusal of a bundle. */
    record Problem(String code, String reason) {}

    private ImportPlan(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * Reads manifest and directory once.
     *
     * @throws TransferException if it is not an export, has no bundles, or is larger than it may be
     */
    static ImportPlan of(ExportSource exportSource, long maxBytes) throws IOException {
        ImportPlan plan = new ImportPlan(maxBytes);
        ExportManifestReader.read(exportSource, file -> plan.file(file, exportSource));
        exportSource.forEachPath(plan::found);
        plan.claims.values().forEach(ImportPlan::compare);
        if (plan.claims.isEmpty() && plan.refusals.isEmpty()) {
            throw new TransferException(
                    "no_bundles", "It holds no whole bundles; export with `--form bundle` to import runs elsewhere.");
        }
        return plan;
    }

    /** Returns what is claimed of the bundle that a file of it is in. */
    DeclaredBundle declaredBundle(String runPath) {
        return claims.get(runPath);
    }

    /** Returns the results for what belongs to no bundle. */
    List<ImportResult> refusals() {
        return refusals;
    }

    /** Returns how many bytes all bundles claim together. */
    long bytes() {
        return bytes;
    }

    /** Returns the place of the bundle that a path of an export is in; empty if it is in none. */
    static Optional<String> runPath(String path) {
        String[] parts = path == null ? new String[0] : path.split("/", 4);
        boolean plain = parts.length == 4
                && "bundles".equals(parts[0])
                && BundleInstaller.isDay(parts[1])
                && BundleInstaller.isRunId(parts[2]);
        return plain ? Optional.of(parts[1] + "/" + parts[2]) : Optional.empty();
    }

    private void file(ExportedFile file, ExportSource exportSource) {
        if (!"bundle".equals(file.role())) {
            return;
        }
        Optional<String> runPath = runPath(file.path());
        if (runPath.isEmpty()) {
            refuse("bad_path", "its manifest names a path that is in no bundle: " + shown(file.path()));
            return;
        }
        DeclaredBundle declaredBundle = claims.computeIfAbsent(runPath.get(), path -> new DeclaredBundle());
        if (claims.size() > MAX_BUNDLES) {
            throw new TransferException(
                    "too_many_files", "It has more than " + MAX_BUNDLES + " bundles; export in parts.");
        }
        if (!runPath.get().equals(last) && declaredBundle.files > 0) {
            declaredBundle.problem(
                    "bad_manifest",
                    "its manifest does not list the files of a bundle one after the other: export its run again");
        }
        last = runPath.get();
        add(declaredBundle, file, exportSource);
    }

    private void add(DeclaredBundle declaredBundle, ExportedFile file, ExportSource exportSource) {
        if (++declaredBundle.files > BundleLimits.MAX_FILES) {
            declaredBundle.problem("too_many_files", "it has more than " + BundleLimits.MAX_FILES + " files");
        }
        if (file.bytes() < 0
                || file.sha256() == null
                || !SHA256.matcher(file.sha256()).matches()) {
            declaredBundle.problem("bad_manifest", "its manifest lacks a size or a sha256");
            return;
        }
        badName(file.path())
                .ifPresent(reason -> declaredBundle.problem("bad_path", reason + ": " + shown(file.path())));
        declaredBundle.bytes += file.bytes();
        bytes += file.bytes();
        if (bytes > maxBytes || bytes < 0 || declaredBundle.bytes < 0) {
            throw new TransferException(
                    "too_large", "Its bundles have more than " + maxBytes + " bytes; allow more with --max-bytes.");
        }
        declaredBundle.compressed += exportSource.compressedBytes(file.path()).orElse(file.bytes());
        if (isRecord(file.path()) && file.bytes() > BundleLimits.MAX_RECORD_BYTES) {
            declaredBundle.problem(
                    "too_large", shown(file.path()) + " has more than " + BundleLimits.MAX_RECORD_BYTES + " bytes");
        }
    }

    private static boolean isRecord(String path) {
        return path.split("/", -1).length == 4;
    }

    private static Optional<String> badName(String path) {
        Optional<String> refusal = PathResolver.refusal(path);
        if (refusal.isPresent()) {
            return refusal;
        }
        String[] names = path.split("/", -1);
        if (names.length > BundleLimits.MAX_DEPTH + 3) {
            return Optional.of("a path has more than " + BundleLimits.MAX_DEPTH + " names");
        }
        for (String name : names) {
            if (!NAME.matcher(name).matches() || name.equals(".")) {
                return Optional.of("a name cannot be used on every system");
            }
        }
        return Optional.empty();
    }

    private void found(String path) {
        if (!path.startsWith(ExportManifest.BUNDLES)) {
            return;
        }
        Optional<DeclaredBundle> claim = runPath(path).map(claims::get);
        if (claim.isPresent()) {
            claim.get().found++;
        } else if (runPath(path).isPresent()) {
            refuse("stranger", "its manifest does not name the file " + shown(path));
        }
    }

    private static void compare(DeclaredBundle declaredBundle) {
        if (declaredBundle.found > declaredBundle.files) {
            declaredBundle.problem("stranger", "its manifest does not name all of its files");
        }
        if (declaredBundle.bytes > RATIO_FREE_BYTES && declaredBundle.bytes / MAX_RATIO > declaredBundle.compressed) {
            declaredBundle.problem(
                    "zip_ratio",
                    "it grows from " + declaredBundle.compressed + " to " + declaredBundle.bytes
                            + " bytes, which no media do");
        }
    }

    private void refuse(String code, String reason) {
        if (refusals.size() < MAX_REFUSALS) {
            refusals.add(ImportResult.refused("", "", code, reason));
        }
    }

    private static String shown(String path) {
        String text = String.valueOf(path);
        return text.substring(0, Math.min(text.length(), MAX_SHOWN));
    }
}
