package io.runfolio.bundle;

import io.runfolio.files.RegularFiles;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.DerivativeRecord;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.UnreadableRecordException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A bundle's {@code SHA256SUMS}: the checksum of every file as it was sealed, one line each, sorted by path.
 *
 * <p>Records, prompts, notes and logs are always in it, media where their records have a checksum. The ledger is not: it grows.
 *
 * @param byPath lower-case hex by path in the bundle
 */
record BundleChecksums(Map<String, String> byPath) {
    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64})  (.+)");
    private static final int MAX_BYTES = 16 << 20;

    BundleChecksums {
        byPath = Collections.unmodifiableMap(new TreeMap<>(byPath));
    }

    /** Computes the checksums of a run that is about to be sealed; those of media are taken from its record. */
    static BundleChecksums of(RunFolder folder, RunArtifact run) throws IOException {
        TreeMap<String, String> sums = new TreeMap<>();
        for (Path part : List.of(folder.root(), folder.logs())) {
            try (Stream<Path> files = Files.list(part)) {
                for (Path file : files.filter(RegularFiles::exists).toList()) {
                    sums.put(folder.relative(file), sha256(file));
                }
            }
        }
        Stream.concat(run.inputs().stream(), run.outputs().stream()).forEach(asset -> media(asset, sums));
        return new BundleChecksums(sums);
    }

    private static void media(AssetRecord asset, Map<String, String> sums) {
        if (asset.sha256() != null && asset.bytes() != null) {
            sums.put(asset.relativePath(), asset.sha256());
        }
        for (DerivativeRecord derivative : asset.derivatives()) {
            if (derivative.sha256() != null && derivative.relativePath() != null) {
                sums.put(derivative.relativePath(), derivative.sha256());
            }
        }
    }

    /**
     * Reads the file.
     *
     * @throws UnreadableRecordException if it cannot be read or has a line of another form
     */
    static BundleChecksums read(RunFolder folder) {
        try {
            TreeMap<String, String> sums = new TreeMap<>();
            String text = new String(RegularFiles.read(folder.checksums(), MAX_BYTES), StandardCharsets.UTF_8);
            for (String line : text.split("\n")) {
                Matcher matcher = LINE.matcher(line);
                if (!matcher.matches()) {
                    throw new UnreadableRecordException(
                            folder.checksums() + " cannot be read: a line is not a checksum and a path", null);
                }
                sums.put(matcher.group(2), matcher.group(1));
            }
            return new BundleChecksums(sums);
        } catch (IOException e) {
            throw new UnreadableRecordException(folder.checksums() + " cannot be read: " + e, e);
        }
    }

    byte[] document() {
        StringBuilder text = new StringBuilder();
        byPath.forEach((path, sum) -> text.append(sum).append("  ").append(path).append('\n'));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Returns a regular file's checksum in lower-case hex. */
    static String sha256(Path file) throws IOException {
        try (InputStream in = new DigestInputStream(RegularFiles.open(file), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of()
                    .formatHex(((DigestInputStream) in).getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256.", e);
        }
    }
}
