package io.runfolio.artifact.transfer;

import io.runfolio.artifact.transfer.ExportManifest.ExportedFile;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.RecordMapper;
import io.runfolio.run.StorageErrors;
import io.runfolio.run.StorageRoots;
import io.runfolio.run.UnreadableRecordException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.ZipException;

/**
 * Takes the bundles of an export in, byte for byte and under their own ids. Nothing in an export is trusted: only files that its manifest names are read, each to the size and the sha256 that the manifest
 * says and no byte further, and none is written outside staging before its bundle was looked over. Safe for use by several threads and processes.
 */
public final class Importer {
    private static final long LARGEST_MANIFEST = 256L << 20;
    private static final int MOST_FILES = 5_000_000;
    /** A file's path in a bundle: plain names, no way up or out, nothing that a system takes for a drive or a stream. */
    private static final Pattern PART = Pattern.compile("[^/\\\\:*?\"<>|\\x00-\\x1f]{1,255}");

    private final BundleLayout layout;
    private final long mostBytes;

    /**
     * @param layout where bundles go
     * @param mostBytes how many bytes an export's bundles may have together
     */
    public Importer(BundleLayout layout, long mostBytes) {
        this.layout = layout;
        this.mostBytes = mostBytes;
    }

    /**
     * Takes an export in.
     *
     * @param source a zip, or a folder
     * @param dryRun whether to say only what would become of each bundle; they are unpacked into staging all the same
     * @return what became of each bundle; one that is refused keeps no other out
     * @throws TransferException if it is no export, has no whole bundles, or is larger than it may be
     * @throws io.runfolio.run.StorageException if our own disk fails
     */
    public List<Arrival> take(Path source, boolean dryRun) {
        try (Parcel parcel = Parcel.of(source)) {
            Map<String, List<ExportedFile>> bundles = bundles(manifest(parcel), parcel);
            List<Arrival> arrivals = new ArrayList<>();
            Gate gate = new Gate(layout);
            try (Workplace workplace = Workplace.open(layout, "import")) {
                for (Map.Entry<String, List<ExportedFile>> bundle : bundles.entrySet()) {
                    arrivals.add(take(parcel, bundle.getKey(), bundle.getValue(), workplace, gate, dryRun));
                }
            }
            return List.copyOf(arrivals);
        } catch (IOException e) {
            throw StorageErrors.translate(e, source + " could not be taken in");
        }
    }

    private static Arrival take(
            Parcel parcel, String runPath, List<ExportedFile> files, Workplace workplace, Gate gate, boolean dryRun)
            throws IOException {
        String day = runPath.substring(0, runPath.indexOf('/'));
        Path staged = workplace.folder().resolve(runPath.substring(day.length() + 1));
        Files.createDirectory(staged);
        try {
            for (ExportedFile file : files) {
                unpack(parcel, file, staged.resolve(inBundle(file.path())));
            }
        } catch (TransferException e) {
            io.runfolio.run.Durable.deleteTree(staged);
            return Arrival.refused(staged.getFileName().toString(), runPath, e.getMessage());
        }
        Gate.completeFolders(staged);
        return gate.let(staged, day, dryRun);
    }

    private static void unpack(Parcel parcel, ExportedFile file, Path to) throws IOException {
        StorageRoots.createFolders(to.getParent());
        Hashing.Copied copied;
        boolean more;
        try (InputStream in = parcel.open(file.path());
                OutputStream out = Files.newOutputStream(to, StandardOpenOption.CREATE_NEW)) {
            copied = Hashing.copy(in, out, file.bytes());
            more = in.read() >= 0;
        } catch (NoSuchFileException | ZipException | java.io.EOFException e) {
            throw new TransferException("damaged", file.path() + " is missing or damaged");
        }
        if (more || copied.bytes() != file.bytes() || !copied.sha256().equals(file.sha256())) {
            throw new TransferException("damaged", file.path() + " is not what the manifest says");
        }
    }

    private static ExportManifest manifest(Parcel parcel) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (InputStream in = parcel.open(ExportManifest.NAME)) {
            Hashing.copy(in, bytes, LARGEST_MANIFEST);
            ExportManifest manifest = RecordMapper.read(bytes.toByteArray(), ExportManifest.class);
            if (!ExportManifest.FORMAT.equals(manifest.format())) {
                throw new TransferException("not_an_export", "Its manifest.json is not that of an export.");
            }
            if (manifest.version() > ExportManifest.VERSION) {
                throw new TransferException(
                        "too_new", "It was written by a later version of Runfolio; take it in with that one.");
            }
            return manifest;
        } catch (NoSuchFileException | ZipException | UnreadableRecordException e) {
            throw new TransferException(
                    "not_an_export", "It has no manifest.json that can be read, so it is no export that was finished.");
        }
    }

    /** Returns the files of each bundle by its place, after a look at everything that the manifest claims. */
    private Map<String, List<ExportedFile>> bundles(ExportManifest manifest, Parcel parcel) throws IOException {
        Map<String, List<ExportedFile>> bundles = new LinkedHashMap<>();
        Set<String> paths = new HashSet<>();
        long room = mostBytes;
        for (ExportedFile file : manifest.files()) {
            if (!"bundle".equals(file.role())) {
                continue;
            }
            check(file, paths);
            room -= file.bytes();
            if (room < 0) {
                throw new TransferException(
                        "too_large",
                        "Its bundles have more than " + mostBytes + " bytes; allow more with --max-bytes.");
            }
            bundles.computeIfAbsent(runPath(file.path()), path -> new ArrayList<>())
                    .add(file);
        }
        for (String path : parcel.paths()) {
            if (path.startsWith(ExportManifest.BUNDLES) && !paths.contains(path.toLowerCase(Locale.ROOT))) {
                throw new TransferException("stranger", "Its manifest does not name the file " + path + ".");
            }
        }
        if (bundles.isEmpty()) {
            throw new TransferException(
                    "no_bundles", "It holds no whole bundles; export with `--form bundle` to take runs in elsewhere.");
        }
        return bundles;
    }

    private static void check(ExportedFile file, Set<String> paths) {
        String[] parts = String.valueOf(file.path()).split("/", -1);
        boolean plain =
                parts.length >= 4 && "bundles".equals(parts[0]) && Gate.isDay(parts[1]) && Gate.isRunId(parts[2]);
        for (String part : parts) {
            plain &= PART.matcher(part).matches() && !part.equals(".") && !part.equals("..");
        }
        if (!plain || file.bytes() < 0 || file.sha256() == null) {
            throw new TransferException("bad_path", "Its manifest names a file that cannot be in a bundle.");
        }
        if (!paths.add(file.path().toLowerCase(Locale.ROOT)) || paths.size() > MOST_FILES) {
            throw new TransferException("bad_manifest", "Its manifest names a file twice, or too many.");
        }
    }

    private static String runPath(String path) {
        String[] parts = path.split("/", 4);
        return parts[1] + "/" + parts[2];
    }

    private static String inBundle(String path) {
        return path.split("/", 4)[3];
    }
}
