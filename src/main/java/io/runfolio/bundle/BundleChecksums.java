package io.runfolio.bundle;

import io.runfolio.files.Checksums;
import io.runfolio.files.RegularFiles;
import io.runfolio.files.StorageErrors;
import io.runfolio.json.UnreadableRecordException;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.extras.DerivedFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A bundle's {@code SHA256SUMS}: one line per file with its checksum at sealing, sorted by path.
 *
 * <p>It contains records, prompts, notes and logs, and media whose records have a checksum. The review log is left out,
 * as it grows.
 *
 * @param byPath lower-case hex by path in the bundle
 */
public record BundleChecksums(Map<String, String> byPath) {
    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64})  (.+)");
    private static final int MAX_BYTES = 16 << 20;

    public BundleChecksums {
        byPath = Collections.unmodifiableMap(new TreeMap<>(byPath));
    }

    /**
     * Computes the checksums of a run before sealing; those of media are copied from its record.
     *
     * @param known checksums of files that were just written; all others are read
     */
    static BundleChecksums of(RunFolder folder, RunArtifact run, Map<Path, String> known) throws IOException {
        TreeMap<String, String> sums = new TreeMap<>();
        for (Path part : List.of(folder.root(), folder.logs())) {
            try (Stream<Path> files = Files.list(part)) {
                for (Path file : files.filter(RegularFiles::exists).toList()) {
                    String sum = known.get(file);
                    sums.put(folder.relative(file), sum == null ? sha256(file) : sum);
                }
            }
        }
        Stream.concat(run.inputs().stream(), run.outputs().stream()).forEach(asset -> media(asset, sums));
        return new BundleChecksums(sums);
    }

    /**
     * Computes the checksums of a sealed bundle that has none. The review log and hidden files are left out.
     *
     * @param known checksums of files that are added with it
     */
    static BundleChecksums ofSealed(RunFolder folder, RunArtifact sealed, Map<Path, String> known) throws IOException {
        TreeMap<String, String> sums = new TreeMap<>(of(folder, sealed, known).byPath());
        known.forEach((file, sum) -> sums.put(folder.relative(file), sum));
        sums.keySet()
                .removeIf(path -> path.startsWith(folder.relative(folder.reviewLog()))
                        || path.startsWith(".")
                        || path.contains("/.")
                        || RedoneOutput.isFile(Path.of(path)));
        return new BundleChecksums(sums);
    }

    private static void media(AssetRecord asset, Map<String, String> sums) {
        if (asset.sha256() != null && asset.bytes() != null) {
            sums.put(asset.relativePath(), asset.sha256());
        }
        for (DerivedFile made : DerivedFile.of(asset)) {
            if (made.sha256() != null && made.relativePath() != null) {
                sums.put(made.relativePath(), made.sha256());
            }
        }
    }

    /**
     * Reads the file.
     *
     * @throws UnreadableRecordException if it cannot be read or has an invalid line
     */
    public static BundleChecksums read(RunFolder folder) {
        try {
            return parse(
                    RegularFiles.read(folder.checksums(), MAX_BYTES),
                    folder.checksums().toString());
        } catch (IOException e) {
            String message = folder.checksums() + " cannot be read";
            throw new UnreadableRecordException(message + ": " + StorageErrors.reasonAfter(message, e), e);
        }
    }

    /**
     * Parses the content of the file.
     *
     * @param source where it is from, for messages
     * @throws UnreadableRecordException if it has an invalid line
     */
    public static BundleChecksums parse(byte[] bytes, String source) {
        TreeMap<String, String> sums = new TreeMap<>();
        for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n")) {
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                throw new UnreadableRecordException(
                        source + " cannot be read: a line is not a checksum and a path", null);
            }
            sums.put(matcher.group(2), matcher.group(1));
        }
        return new BundleChecksums(sums);
    }

    byte[] document() {
        StringBuilder text = new StringBuilder();
        byPath.forEach((path, sum) -> text.append(sum).append("  ").append(path).append('\n'));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Returns a regular file's checksum in lower-case hex. */
    public static String sha256(Path file) throws IOException {
        return Checksums.copy(file, OutputStream.nullOutputStream()).sha256();
    }
}
