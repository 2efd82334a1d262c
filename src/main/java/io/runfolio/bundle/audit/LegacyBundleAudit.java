package io.runfolio.bundle.audit;

import io.runfolio.bundle.RunFolder;
import io.runfolio.files.RegularFiles;
import io.runfolio.files.StorageErrors;
import io.runfolio.json.RecordMapper;
import io.runfolio.run.Finding;
import io.runfolio.run.RunArtifact;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Compares {@code run.json} with other files, for bundles of format version 1, which have no checksums. */
final class LegacyBundleAudit {
    private LegacyBundleAudit() {}

    static List<Finding> check(RunFolder folder, RunArtifact run) {
        List<Finding> findings = new ArrayList<>();
        try {
            if (run.prompts().rawPath() != null) {
                prompt(folder.prompt(), run.prompts().raw(), findings);
            }
            if (run.prompts().enhancedPath() != null) {
                prompt(folder.promptEnhanced(), run.prompts().enhanced(), findings);
            }
            List<Path> neverEmpty = new ArrayList<>(List.of(folder.notes(), folder.artifacts()));
            if (run.requestPath() != null) {
                neverEmpty.add(folder.request());
            }
            for (Path file : neverEmpty) {
                if (RegularFiles.exists(file) && Files.size(file) == 0) {
                    findings.add(new Finding("size_differs", file.toString(), "The file is empty"));
                }
            }
        } catch (IOException e) {
            findings.add(new Finding(
                    "file_unreadable", folder.root().toString(), "A file cannot be read: " + StorageErrors.reason(e)));
        }
        return findings;
    }

    private static void prompt(Path file, String text, List<Finding> findings) throws IOException {
        byte[] expected = String.valueOf(text).getBytes(StandardCharsets.UTF_8);
        if (RegularFiles.exists(file)
                && !Arrays.equals(expected, RegularFiles.read(file, RecordMapper.MAX_FILE_BYTES))) {
            findings.add(new Finding(
                    "record_differs", file.toString(), "The file does not hold the prompt that run.json holds"));
        }
    }
}
