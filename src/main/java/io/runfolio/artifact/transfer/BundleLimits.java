package io.runfolio.artifact.transfer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runfolio.bundle.RunFolder;
import io.runfolio.files.RegularFiles;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import io.runfolio.json.RecordMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Limits for foreign bundles, checked before their records are loaded into memory. */
final class BundleLimits {
    static final int MAX_FILES = 20_000;
    /** Depth below the bundle's folder; our own bundles have two levels. */
    static final int MAX_DEPTH = 8;
    /** Size limit of a file that is read into memory. */
    static final long MAX_RECORD_BYTES = RecordMapper.MAX_FILE_BYTES;

    static final int MAX_LEDGER_LINE_BYTES = 1 << 20;
    /**
     * Values, names and brackets of one record. The largest event that is accepted by default becomes a tenth of them.
     */
    static final int MAX_TOKENS = 2_000_000;

    private static final ObjectMapper MAPPER =
            JsonMappers.builder(JsonLimits.RECORD).build();

    private BundleLimits() {}

    /** Returns the limit that a bundle exceeds; empty if it is within all. */
    static Optional<String> findProblem(Path bundle) throws IOException {
        RunFolder folder = new RunFolder(bundle);
        try (Stream<Path> files = Files.walk(bundle, MAX_DEPTH + 1).limit(MAX_FILES + 1L)) {
            if (files.count() > MAX_FILES) {
                return Optional.of("it has more than " + MAX_FILES + " files");
            }
        }
        for (Path record : List.of(folder.runJson(), folder.manifest(), folder.artifacts())) {
            if (RegularFiles.exists(record)) {
                Optional<String> problem = record(record);
                if (problem.isPresent()) {
                    return problem;
                }
            }
        }
        return RegularFiles.exists(folder.reviewLog()) ? ledger(folder.reviewLog()) : Optional.empty();
    }

    private static Optional<String> record(Path file) throws IOException {
        if (Files.size(file) > MAX_RECORD_BYTES) {
            return tooLarge(file);
        }
        try (InputStream in = RegularFiles.open(file);
                JsonParser parser = MAPPER.createParser(in)) {
            for (int tokens = 0; parser.nextToken() != null; tokens++) {
                if (tokens == MAX_TOKENS) {
                    return Optional.of(file.getFileName() + " has more than " + MAX_TOKENS + " values");
                }
            }
            return Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.of(file.getFileName() + " cannot be read as JSON");
        }
    }

    private static Optional<String> ledger(Path file) throws IOException {
        if (Files.size(file) > MAX_RECORD_BYTES) {
            return tooLarge(file);
        }
        byte[] buffer = new byte[1 << 16];
        int line = 0;
        try (InputStream in = RegularFiles.open(file)) {
            int count;
            while ((count = in.read(buffer)) > 0) {
                for (int i = 0; i < count; i++) {
                    line = buffer[i] == '\n' ? 0 : line + 1;
                    if (line > MAX_LEDGER_LINE_BYTES) {
                        return Optional.of("a line of its ledger has more than " + MAX_LEDGER_LINE_BYTES + " bytes");
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> tooLarge(Path file) {
        return Optional.of(file.getFileName() + " has more than " + MAX_RECORD_BYTES + " bytes");
    }
}
