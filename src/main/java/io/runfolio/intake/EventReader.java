package io.runfolio.intake;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.files.StorageErrors;
import io.runfolio.run.RunRequest;
import io.runfolio.settings.EventSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads an event, a CloudEvent or a bare request, or refuses it and names the invalid field. */
public final class EventReader {
    private static final Set<String> TYPES = Set.of("runfolio.run.completed", "runfolio.run.failed");

    /** Prefix of the identity of a bare event without key. */
    static final String HASH_ID = "sha256:";

    private final EventSettings settings;
    private final EventJsonParser json;
    private final SourceOpener sources;

    public EventReader(EventSettings settings, SourceOpener sources) {
        this.settings = settings;
        this.json = new EventJsonParser(settings);
        this.sources = sources;
    }

    /**
     * Reads an event file.
     *
     * @throws RefusedEventException if it can never be bundled
     * @throws io.runfolio.files.StorageException if the file cannot be read
     */
    public RunEvent read(Path file) {
        try {
            // a link may lead to any file, and a pipe may never end
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                    throw new NoSuchFileException(file.toString());
                }
                throw new RefusedEventException(
                        "not_a_file", "", "The event is a link, a pipe or a device: write it as a file of its own.");
            }
            long size = Files.size(file);
            if (size > settings.maxBytes()) {
                throw tooLarge();
            }
            try (InputStream stream = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
                byte[] bytes = stream.readNBytes((int) Math.min(settings.maxBytes() + 1, Integer.MAX_VALUE - 8));
                return read(bytes);
            }
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The event file cannot be read");
        }
    }

    /** Reads an event from its bytes, with the same errors. */
    public RunEvent read(byte[] bytes) {
        if (bytes.length > settings.maxBytes()) {
            throw tooLarge();
        }
        JsonNode root = json.parse(bytes);
        List<String> warnings = NonFiniteNumbers.replace(root).map(List::of).orElse(List.of());
        return root.has("specversion") ? cloudEvent(root, warnings) : bare(root, bytes, warnings);
    }

    /**
     * Returns the identity of an event file, even of an invalid event; empty if it is no regular file.
     *
     * @throws io.runfolio.files.StorageException if the file cannot be read
     */
    public Optional<String> identity(Path file) {
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > settings.maxBytes()) {
                return Optional.empty();
            }
            byte[] bytes = Files.readAllBytes(file);
            return Optional.of(identity(bytes));
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The event file cannot be read");
        }
    }

    private String identity(byte[] bytes) {
        try {
            JsonNode root = json.parse(bytes);
            JsonNode key = root.path("idempotency_key");
            if (root.path("source").isTextual() && root.path("id").isTextual() && root.has("specversion")) {
                return root.get("source").textValue() + " " + root.get("id").textValue();
            }
            return key.isTextual() && !key.textValue().isBlank()
                    ? key.textValue()
                    : PolledContent.identity(root).orElseGet(() -> HASH_ID + EventJsonParser.sha256(bytes));
        } catch (RefusedEventException e) {
            return HASH_ID + EventJsonParser.sha256(bytes);
        }
    }

    /**
     * Identity of an event without its request.
     *
     * @param eventId as in {@link RunEvent}
     * @param digest as in {@link RunEvent}
     */
    public record Identity(String eventId, String digest) {}

    /** Returns the identity without reading the request, so that no source is resolved. */
    public Identity strictIdentity(byte[] bytes) {
        JsonNode root = json.parse(bytes);
        NonFiniteNumbers.replace(root);
        if (!root.has("specversion")) {
            return new Identity(bareId(root, bytes), digest(root));
        }
        EventFields envelope = EventFields.of(json, root, "");
        return new Identity(
                envelope.requiredText("source") + " " + envelope.requiredText("id"), digest(root.path("data")));
    }

    private RunEvent cloudEvent(JsonNode root, List<String> warnings) {
        EventFields envelope = EventFields.of(json, root, "");
        String version = envelope.requiredText("specversion");
        if (!version.equals("1.0")) {
            throw new RefusedEventException("bad_value", "specversion", "`specversion` must be 1.0.");
        }
        String id = envelope.requiredText("id");
        String source = envelope.requiredText("source");
        String type = envelope.requiredText("type");
        if (!TYPES.contains(type)) {
            throw new RefusedEventException(
                    "bad_value", "type", "`type` must be runfolio.run.completed or runfolio.run.failed.");
        }
        if (envelope.object("data").isEmpty()) {
            throw new RefusedEventException(
                    "missing_field", "data", "`data` is required: the request, as a JSON object.");
        }
        JsonNode data = root.get("data");
        return event(source + " " + id, data, "data", warnings);
    }

    private RunEvent bare(JsonNode root, byte[] bytes, List<String> warnings) {
        return event(bareId(root, bytes), root, "", warnings);
    }

    private String bareId(JsonNode root, byte[] bytes) {
        String key = EventFields.of(json, root, "").text("idempotency_key");
        return Optional.ofNullable(key)
                .filter(word -> !word.isBlank())
                .or(() -> PolledContent.identity(root))
                .orElseGet(() -> HASH_ID + EventJsonParser.sha256(bytes));
    }

    private String digest(JsonNode content) {
        return json.digest(PolledContent.original(content));
    }

    private RunEvent event(String id, JsonNode content, String path, List<String> warnings) {
        RunRequestReader reader = new RunRequestReader(settings, sources);
        RunRequest request = reader.read(EventFields.of(json, PolledContent.merged(content), path), warnings);
        return new RunEvent(id, digest(content), request, reader.pollTask(), PolledContent.isTaskReport(id, content));
    }

    private RefusedEventException tooLarge() {
        return new RefusedEventException(
                "too_large",
                "",
                "The event has more bytes than the limit of " + settings.maxBytes()
                        + ": keep media out of it, or raise runfolio.event.max-bytes.");
    }
}
