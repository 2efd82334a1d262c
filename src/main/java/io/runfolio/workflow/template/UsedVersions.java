package io.runfolio.workflow.template;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runfolio.files.FileStamp;
import io.runfolio.files.RegularFiles;
import io.runfolio.files.StorageErrors;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Versions of templates that runs have used, with the checksum of their first use. A template that differs from the
 * used version of the same name must get a new version. The runs write the file; it is read again if it has changed.
 * Thread-safe.
 */
public final class UsedVersions {
    private static final int MAX_BYTES = 64 << 20;
    private static final int SHOWN_DIGITS = 12;
    private static final ObjectMapper MAPPER =
            JsonMappers.builder(JsonLimits.DOCUMENT).build();

    private final Path file;
    private Map<String, String> checksums = Map.of();
    private FileStamp stamp;

    /** @param file file with a line for each version: {@code id}, {@code version} and {@code sha256}; may be missing */
    public UsedVersions(Path file) {
        this.file = file;
    }

    /**
     * Reads the file if it has changed; returns whether it has.
     *
     * @throws io.runfolio.files.StorageException on an I/O error
     */
    synchronized boolean refresh() {
        FileStamp now = FileStamp.of(file);
        if (now.equals(stamp)) {
            return false;
        }
        checksums = read();
        stamp = now;
        return true;
    }

    /** Returns the problem of a version that was used with another content; empty if absent. */
    synchronized Optional<TemplateProblem> problem(Template template) {
        return Optional.ofNullable(checksums.get(key(template.id(), template.version())))
                .filter(sha256 -> !sha256.equals(template.sha256()))
                .map(sha256 -> new TemplateProblem(
                        TemplateProblem.INVALID,
                        template.file(),
                        "version",
                        template.version() + " was used by runs with another content, sha256 "
                                + sha256.substring(0, Math.min(SHOWN_DIGITS, sha256.length())) + "…",
                        "give the changed template a new version, or restore the used one from specification.json of "
                                + "a run"));
    }

    private Map<String, String> read() {
        Map<String, String> read = new HashMap<>();
        try {
            new String(RegularFiles.read(file, MAX_BYTES), StandardCharsets.UTF_8)
                    .lines()
                    .forEach(line -> add(line, read));
            return read;
        } catch (NoSuchFileException e) {
            return Map.of();
        } catch (IOException e) {
            throw StorageErrors.translate(e, file + " cannot be read");
        }
    }

    private static void add(String line, Map<String, String> read) {
        try {
            JsonNode json = MAPPER.readTree(line);
            read.putIfAbsent(
                    key(json.path("id").asText(), json.path("version").asText()),
                    json.path("sha256").asText());
        } catch (JsonProcessingException e) {
            return; // a line that is being written is read the next time
        }
    }

    private static String key(String id, String version) {
        return id + "\n" + version;
    }
}
