package io.runfolio.workflow.content;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageRoots;
import io.runfolio.run.ArtifactClass;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Brings the files of a run's artifact into the run's work folder.
 *
 * <p>The event may name no other files, but the output of a sub-workflow is in the bundle of the child run, and a
 * report beside pictures has no file at all. Repeatable.
 */
public final class EmittedFiles {
    private static final Set<String> MEDIA = Set.of("image", "video");
    private static final String FOLDER = "artifact";

    private EmittedFiles() {}

    /**
     * Returns the outcome with files inside the work folder.
     *
     * @param work folder of the run's work files
     * @throws io.runfolio.files.StorageException if a file cannot be copied
     */
    public static RunOutcome bring(RunOutcome outcome, Path work) {
        EmittedArtifact artifact = EmittedArtifact.of(outcome);
        if (artifact.step().isEmpty()) {
            return outcome;
        }
        RunOutcome.Step emitting = artifact.step().get();
        ObjectNode slot = emitting.slot().deepCopy();
        Path folder = work.toAbsolutePath().normalize().resolve(FOLDER);
        try {
            for (JsonNode file : slot.path("files")) {
                Path path = Path.of(file.path("path").asText());
                if (!path.normalize().startsWith(folder.getParent())) {
                    ((ObjectNode) file).put("path", copied(path, folder).toString());
                }
            }
            if (isDocument(artifact.artifactClass()) && hasMediaOnly(slot.path("files"))) {
                String text = ReportText.of(artifact.content().orElseThrow());
                ObjectNode file = slot.withArray("files").insertObject(0);
                file.put("path", written(text, folder).toString());
                file.put("kind", "text").put("mimeType", "text/markdown").put("role", "output");
            }
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The files of the artifact cannot be brought into " + folder);
        }
        return with(outcome, emitting, slot);
    }

    private static boolean isDocument(String artifactClass) {
        return ArtifactClass.RESEARCH.isNamed(artifactClass) || ArtifactClass.KNOWLEDGE.isNamed(artifactClass);
    }

    private static boolean hasMediaOnly(JsonNode files) {
        for (JsonNode file : files) {
            if (!MEDIA.contains(file.path("kind").asText())) {
                return false;
            }
        }
        return !files.isEmpty();
    }

    private static Path copied(Path source, Path folder) throws IOException {
        StorageRoots.createFolders(folder);
        Path target = folder.resolve(source.getFileName());
        Path part = folder.resolve(source.getFileName() + ".part");
        Files.copy(source, part, StandardCopyOption.REPLACE_EXISTING);
        DurableFiles.publish(part, target);
        return target;
    }

    private static Path written(String text, Path folder) throws IOException {
        StorageRoots.createFolders(folder);
        Path target = folder.resolve("document.md");
        Path part = folder.resolve("document.md.part");
        Files.write(part, text.getBytes(StandardCharsets.UTF_8));
        DurableFiles.publish(part, target);
        return target;
    }

    private static RunOutcome with(RunOutcome outcome, RunOutcome.Step emitting, ObjectNode slot) {
        List<RunOutcome.Step> steps = new ArrayList<>();
        outcome.steps().forEach(step -> steps.add(step == emitting ? step.withSlot(slot) : step));
        return outcome.withSteps(steps);
    }
}
