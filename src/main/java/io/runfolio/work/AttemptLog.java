package io.runfolio.work;

import io.runfolio.bundle.RunDraft;
import io.runfolio.files.StorageErrors;
import io.runfolio.json.RecordMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writer of {@code logs/attempts.jsonl} in a bundle: why earlier attempts failed. */
public final class AttemptLog {
    private static final String NAME = "attempts.jsonl";
    /** Matches the folders before a file name, which say nothing outside this machine. */
    private static final String FOLDERS = "(?<![\\w.])/(?:[^\\s:|/]+/)+";

    private AttemptLog() {}

    /** Writes the file if there were failures. */
    public static void write(RunDraft draft, List<Map<String, Object>> failures) {
        if (failures.isEmpty()) {
            return;
        }
        StringBuilder lines = new StringBuilder();
        for (Map<String, Object> failure : failures) {
            Map<String, Object> line = new TreeMap<>(failure);
            line.computeIfPresent(
                    "reason", (key, reason) -> String.valueOf(reason).replaceAll(FOLDERS, ""));
            lines.append(RecordMapper.line(line)).append('\n');
        }
        try {
            Files.write(
                    draft.folder().logs().resolve(NAME),
                    lines.toString().getBytes(StandardCharsets.UTF_8),
                    StandardOpenOption.CREATE_NEW);
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The failures of earlier attempts could not be kept");
        }
    }
}
