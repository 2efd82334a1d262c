package io.runfolio.intake;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.runfolio.files.PrivateFiles;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import io.runfolio.json.SecretMask;
import io.runfolio.run.Durable;
import io.runfolio.run.RefusedEventException;
import io.runfolio.run.StorageErrors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The events that were refused, each with the reason beside it. */
public final class FailedEvents {
    private static final ObjectMapper MAPPER = JsonMappers.builder(JsonLimits.RECORD)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private final InboxLayout layout;

    public FailedEvents(InboxLayout layout) {
        this.layout = layout;
    }

    /**
     * A refused event.
     *
     * @param name its file's name
     * @param file where it is
     * @param error the document beside it: {@code code, message, field, event_id, at} and, where there were any, {@code attempts}; empty if that cannot be read
     */
    public record FailedEvent(String name, Path file, Map<String, Object> error) {}

    /** Returns all refused events, by name. */
    public List<FailedEvent> list() {
        try (Stream<Path> files = Files.list(layout.failed())) {
            return files.filter(
                            file -> InboxLayout.isFailedEvent(file.getFileName().toString()))
                    .sorted()
                    .map(FailedEvents::load)
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The refused events cannot be listed");
        }
    }

    /** Returns the refused event of that name, with or without its {@code .json}. */
    public Optional<FailedEvent> find(String name) {
        return list().stream()
                .filter(event -> event.name().equals(name)
                        || InboxLayout.stem(event.name()).equals(name))
                .findFirst();
    }

    /** Puts a refused event back into the folder, as new, by way of a worker that lives just so long: whatever a kill cuts short, another worker finishes. */
    public Path retry(FailedEvent event) {
        try (Inbox inbox = Inbox.open(
                layout.inbox(),
                InboxLayout.RETRY_PREFIX + ProcessHandle.current().pid() + "-" + Long.toHexString(System.nanoTime()))) {
            return inbox.retry(event.file());
        }
    }

    /** Removes the reason beside an event that stands here no more. */
    static void forgetReason(Path event) {
        try {
            if (!Files.exists(event)) {
                Files.deleteIfExists(InboxLayout.errorOf(event));
            }
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The reason beside a refused event cannot be removed");
        }
    }

    /**
     * The reason is on disk before the event is, under a name that only this claim has; so whoever finishes what a kill cut short knows it. The event is out of the worker's folder last.
     *
     * @param beforeItLeaves what is to be done before that
     */
    void add(
            Claim claim,
            RefusedEventException why,
            String eventId,
            String at,
            List<Map<String, Object>> attempts,
            Runnable beforeItLeaves) {
        Path part = layout.failed().resolve("." + claim.id() + InboxLayout.PART_SUFFIX);
        try {
            Files.deleteIfExists(part);
            PrivateFiles.restrict(claim.file());
            Durable.writeNew(part, document(why, eventId, at, attempts));
            move(claim, part, beforeItLeaves);
        } catch (IOException e) {
            deleteQuietly(part, e);
            throw StorageErrors.translate(e, "The reason of a refusal cannot be written");
        }
    }

    private void move(Claim claim, Path reason, Runnable beforeItLeaves) throws IOException {
        Path spare = EventFiles.spare(layout.failed(), claim.name(), claim.id());
        // an event that is called like another one's reason would be taken for it
        Path wanted =
                InboxLayout.isError(claim.name()) ? spare : layout.failed().resolve(claim.name());
        Optional<Path> linked = EventFiles.linkToFreeName(claim.file(), wanted, spare);
        Path target = linked.orElseGet(() -> Files.exists(wanted) ? spare : wanted);
        Durable.moveAtomically(reason, InboxLayout.errorOf(target));
        beforeItLeaves.run();
        if (linked.isPresent()) {
            EventFiles.delete(claim.file());
        } else {
            EventFiles.rename(claim.file(), target);
        }
    }

    private static byte[] document(
            RefusedEventException why, String eventId, String at, List<Map<String, Object>> attempts)
            throws IOException {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("code", why.code());
        error.put("message", SecretMask.standard().message(why.getMessage()));
        error.put("field", why.field().isEmpty() ? null : why.field());
        error.put("event_id", eventId.isEmpty() ? null : eventId);
        error.put("at", at);
        if (!attempts.isEmpty()) {
            error.put("attempts", attempts);
        }
        return (MAPPER.writeValueAsString(error) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static void deleteQuietly(Path part, IOException cause) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    private static FailedEvent load(Path file) {
        return new FailedEvent(file.getFileName().toString(), file, reason(file));
    }

    /** Returns the document beside a refused event; empty if there is none that can be read. */
    @SuppressWarnings("unchecked") // a JSON object is a map with text keys
    static Map<String, Object> reason(Path file) {
        try {
            return MAPPER.readValue(InboxLayout.errorOf(file).toFile(), Map.class);
        } catch (IOException e) {
            return Map.of();
        }
    }
}
