package io.runfolio.workflow.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.runfolio.files.StorageErrors;
import io.runfolio.json.UnreadableRecordException;
import io.runfolio.workflow.template.TemplateInvalidException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads the folder of runs beside its writers. Thread-safe. */
final class RunReader {
    private final RunsLayout layout;
    private final LedgerReader ledgers;

    RunReader(RunsLayout layout) {
        this.layout = layout;
        this.ledgers = new LedgerReader(layout);
    }

    /** Returns the specification of a run; empty if there is no such run. */
    Optional<RunSpecification> specification(String runId) {
        if (!WorkflowRunIds.isValid(runId)) {
            return Optional.empty();
        }
        Path file = layout.specification(runId);
        try {
            return Optional.of(RunSpecification.of(LedgerLines.JSON.readTree(Files.readAllBytes(file))));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (JsonProcessingException e) {
            throw damaged(file, e.getOriginalMessage());
        } catch (TemplateInvalidException | ClassCastException | DateTimeException e) {
            throw damaged(file, e.getMessage());
        } catch (IOException e) {
            throw StorageErrors.translate(e, file + " cannot be read");
        }
    }

    private static UnreadableRecordException damaged(Path file, String reason) {
        return new UnreadableRecordException(file + " is damaged: restore it from a backup (" + reason + ")", null);
    }

    /** Returns the state of a run; empty if there is no such run. */
    Optional<RunFold> fold(String runId) {
        return specification(runId).map(specification -> RunFold.of(specification, entries(runId, 0)));
    }

    /** Returns the whole entries of a ledger after a position, in order; none if there is no such run. */
    List<LedgerEntry> entries(String runId, long after) {
        return ledgers.read(runId, after);
    }

    /** Returns the ids of all runs in the folder. */
    List<String> all() {
        try (Stream<Path> folders = Files.list(layout.runs())) {
            return folders.map(folder -> folder.getFileName().toString())
                    .filter(WorkflowRunIds::isValid)
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw StorageErrors.translate(e, layout.runs() + " cannot be listed");
        }
    }
}
