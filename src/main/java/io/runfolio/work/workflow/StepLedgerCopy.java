package io.runfolio.work.workflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runfolio.bundle.RunDraft;
import io.runfolio.files.LineScanner;
import io.runfolio.files.PathResolver;
import io.runfolio.files.PrivateFiles;
import io.runfolio.files.RegularFiles;
import io.runfolio.files.StorageErrors;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import io.runfolio.json.SecretMask;
import io.runfolio.run.ArtifactHint;
import io.runfolio.run.extras.JsonMap;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies the step ledger of a workflow run into its bundle, as {@code logs/steps.jsonl}. Secrets are masked. Large
 * values of entries beyond a bound are left out, so that the copy stays readable.
 */
public final class StepLedgerCopy {
    private static final Logger LOG = LoggerFactory.getLogger(StepLedgerCopy.class);
    private static final Pattern RUN_ID = Pattern.compile("run-[0-9a-f]{16}");
    private static final String NAME = "steps.jsonl";
    private static final int MAX_BYTES = 32 << 20;
    private static final ObjectMapper MAPPER =
            JsonMappers.builder(JsonLimits.RECORD).build();

    private final Path runs;
    private final SecretMask mask;

    /** @param runs folder of the workflow runs */
    public StepLedgerCopy(Path runs, SecretMask mask) {
        this.runs = runs;
        this.mask = mask;
    }

    /** Writes the copy into the logs of a run that is made of a workflow run's event. */
    public void write(RunDraft draft) {
        runId(draft).ifPresent(runId -> {
            Path copy = draft.folder().logs().resolve(NAME);
            try {
                byte[] lines = read(runs.resolve(runId).resolve("ledger.jsonl"));
                Files.deleteIfExists(copy); // of an attempt that failed while sealing
                PrivateFiles.write(copy, lines);
            } catch (NoSuchFileException | PathResolver.RefusedPathException e) {
                LOG.warn("the step ledger of {} is missing, so its bundle is made without it", runId);
            } catch (IOException e) {
                throw StorageErrors.translate(e, "The step ledger of " + runId + " could not be copied");
            }
        });
    }

    /** Returns the run whose event this is: only the event with the identity of a run counts. */
    private static Optional<String> runId(RunDraft draft) {
        String event = draft.origin().eventId();
        return Optional.ofNullable(draft.request().artifact())
                .map(ArtifactHint::workflowRunId)
                .filter(runId -> RUN_ID.matcher(runId).matches())
                .filter(runId -> event.equals(runId) || event.startsWith(runId + ":"));
    }

    private byte[] read(Path ledger) throws IOException {
        ByteArrayOutputStream copy = new ByteArrayOutputStream();
        try (InputStream in = RegularFiles.open(ledger)) {
            LineScanner.scan(in, 0, (offset, line) -> masked(line, copy.size() + line.length > MAX_BYTES)
                    .ifPresent(text -> copy.writeBytes((text + "\n").getBytes(StandardCharsets.UTF_8))));
        }
        return copy.toByteArray();
    }

    private Optional<String> masked(byte[] line, boolean isOver) {
        try {
            Map<?, ?> entry = MAPPER.readValue(line, Map.class);
            Map<?, ?> kept = isOver ? shortened(entry) : entry;
            return Optional.of(MAPPER.writeValueAsString(mask.value(kept)));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw StorageErrors.translate(e, "A line of a step ledger could not be read");
        }
    }

    /** Returns an entry without the values of its data that are not a short text, number or flag. */
    private static Map<String, Object> shortened(Map<?, ?> entry) {
        Map<String, Object> kept = new LinkedHashMap<>();
        entry.forEach((name, value) -> kept.put(String.valueOf(name), value));
        Map<String, Object> data = new LinkedHashMap<>();
        JsonMap.find(entry.get("data")).ifPresent(all -> {
            all.toMap().forEach((name, value) -> {
                boolean isShort = value instanceof Number
                        || value instanceof Boolean
                        || value instanceof String text && text.length() <= 1_000;
                data.put(name, isShort ? value : null);
            });
            kept.put("data", data);
        });
        return kept;
    }
}
