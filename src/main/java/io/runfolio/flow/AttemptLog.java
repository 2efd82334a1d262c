package io.runfolio.flow;

import io.runfolio.bundle.RecordMapper;
import io.runfolio.bundle.RunDraft;
import io.runfolio.run.StorageErrors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes {@code logs/attempts.jsonl} of a bundle: why earlier attempts failed, with the words of the programs that failed. */
final class AttemptLog {
    private static final String NAME = "attempts.jsonl";
    /** Folders of this machine, before a file's name. */
    private static final String FOLDERS = "(?<![\\w.])/(?:[^\\s:|/]+/)+";

    private AttemptLog() {}

    /** Writes the file, if there were failures. */
    static void write(RunDraft draft, List<Map<String, Object>> failures) {
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
