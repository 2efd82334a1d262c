package io.runfolio.bundle;

import io.runfolio.run.AssetRecord;
import io.runfolio.run.DerivativeRecord;
import io.runfolio.run.Finding;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunManifest;
import io.runfolio.run.StorageErrors;
import io.runfolio.run.UnreadableRecordException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Compares one bundle with its own records, byte by byte. Reads only. */
final class BundleAudit {
    private final RunFolder folder;
    private final String name;
    private final List<Finding> findings = new ArrayList<>();
    /** Files that the records name. */
    private final Set<Path> named = new HashSet<>();

    private BundleAudit(Path root) {
        this.folder = new RunFolder(root);
        this.name = root.getFileName().toString();
    }

    /** Returns what is wrong with a bundle; nothing if it is whole. */
    static List<Finding> check(Path root) {
        BundleAudit audit = new BundleAudit(root);
        audit.parts();
        if (audit.findings.isEmpty()) {
            audit.records();
        }
        return audit.findings;
    }

    private void parts() {
        Stream.of(folder.runJson(), folder.manifest(), folder.notes())
                .filter(file -> !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                .forEach(file -> found("bundle_incomplete", file, "The bundle lacks " + file.getFileName()));
        Stream.of(folder.inputs(), folder.original(), folder.web(), folder.thumb(), folder.logs())
                .filter(part -> !Files.isDirectory(part, LinkOption.NOFOLLOW_LINKS))
                .forEach(part -> found("bundle_incomplete", part, "The bundle lacks the folder " + part.getFileName()));
    }

    private void records() {
        RunArtifact run;
        RunManifest manifest;
        try {
            run = BundleReader.run(folder);
            manifest = BundleReader.manifest(folder);
            if (!name.equals(run.runId()) || !name.equals(manifest.runId())) {
                found("record_differs", folder.root(), "The bundle's records name another run");
            }
        } catch (UnreadableRecordException e) {
            found("record_unreadable", folder.root(), "A record cannot be read: " + e.getMessage());
            return;
        }
        Stream.concat(run.inputs().stream(), run.outputs().stream()).forEach(this::asset);
        BundleReader.sealedRun(folder).outputs().forEach(this::asset); // what was made again took no sealed file away
        run.logs().values().forEach(this::presentIfOurs);
        presentIfOurs(run.requestPath());
        strays();
        artifacts(run, manifest);
    }

    private void artifacts(RunArtifact run, RunManifest manifest) {
        Set<String> ids = new HashSet<>();
        try {
            for (ArtifactRecord artifact : BundleReader.artifacts(folder, run, manifest)) {
                if (artifact.id() == null
                        || !ids.add(artifact.id())
                        || !run.runId().equals(artifact.runId())) {
                    found(
                            "record_differs",
                            folder.artifacts(),
                            "An artifact's record has no name of its own, or names another run");
                }
            }
        } catch (UnreadableRecordException e) {
            found("record_unreadable", folder.artifacts(), "A record cannot be read: " + e.getMessage());
            return;
        }
        findings.addAll(LedgerAudit.check(folder, ids));
    }

    private void asset(AssetRecord asset) {
        boolean neverCopied = "failed".equals(state(asset)) && asset.bytes() == null;
        if (neverCopied) {
            named.add(
                    folder.root().resolve(String.valueOf(asset.relativePath())).normalize());
        } else if (asset.relativePath() == null) {
            found("file_missing", folder.root(), "The record of an asset names no file, and no failure either");
        } else {
            file(asset.relativePath(), asset.bytes(), asset.sha256());
        }
        for (DerivativeRecord derivative : asset.derivatives()) {
            file(derivative.relativePath(), derivative.bytes(), derivative.sha256());
        }
        Stream.of(asset.webPath(), asset.thumbPath(), asset.posterPath()).forEach(this::presentIfOurs);
    }

    private static String state(AssetRecord asset) {
        return asset.metadata().get(RunRecords.OURS) instanceof Map<?, ?> ours
                ? String.valueOf(ours.get("state"))
                : "failed"; // others write no state
    }

    private void presentIfOurs(String relative) {
        if (relative != null) {
            file(relative, null, null);
        }
    }

    private void file(String relative, Long bytes, String sha256) {
        Path file;
        try {
            file = folder.root().resolve(relative).normalize();
        } catch (InvalidPathException e) {
            found("path_outside", folder.root(), "A record names a path that is none");
            return;
        }
        if (!file.startsWith(folder.root())) {
            found("path_outside", folder.root(), "A record names a file outside the bundle: " + relative);
            return;
        }
        boolean known = !named.add(file);
        if (known && bytes == null && sha256 == null) {
            return; // named again, and nothing more is said of it
        }
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                found("file_missing", file, "The record names a file that is not there");
            } else if (bytes != null && Files.size(file) != bytes) {
                found("size_differs", file, "The file has " + Files.size(file) + " bytes, the record says " + bytes);
            } else if (sha256 != null && !sha256.equals(sha256(file))) {
                found("checksum_differs", file, "The file's sha256 is not the record's");
            }
        } catch (IOException e) {
            found("file_unreadable", file, "The file cannot be read: " + StorageErrors.reason(e));
        }
    }

    /** What lies among originals and derivatives without being named was left behind, or put there by hand. */
    private void strays() {
        for (Path part : List.of(folder.inputs(), folder.original(), folder.web(), folder.thumb())) {
            try (Stream<Path> files = Files.walk(part)) {
                files.filter(file -> !file.equals(part) && !named.contains(file))
                        .sorted()
                        .forEach(file -> found(
                                RedoneOutput.isFile(file) ? "redo_left" : "stray_file",
                                file,
                                "No record names this file"));
            } catch (IOException e) {
                throw StorageErrors.translate(e, part + " could not be read");
            }
        }
    }

    private void found(String code, Path path, String message) {
        findings.add(new Finding(code, path.toString(), message));
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of()
                    .formatHex(((DigestInputStream) in).getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256.", e);
        }
    }
}
