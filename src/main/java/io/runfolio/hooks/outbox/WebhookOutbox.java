package io.runfolio.hooks.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.RandomIds;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageRoots;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Folder of webhooks that wait for their delivery, one file for each event and receiver. Those that were given up are
 * kept in {@code failed/}. Safe for use by several processes, as long as one at a time delivers a webhook.
 */
public final class WebhookOutbox {
    static final String FAILED = "failed";
    private static final String PART = ".part";
    private static final ObjectMapper MAPPER = JsonMappers.builder(JsonLimits.RECORD)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private final Path folder;

    /** @param folder created with the first webhook */
    public WebhookOutbox(Path folder) {
        this.folder = folder;
    }

    /** Writes a webhook, or another state of it; it is durable when this returns. */
    public void put(OutgoingWebhook webhook) {
        try {
            write(folder, webhook);
        } catch (IOException e) {
            throw StorageErrors.translate(e, "A webhook cannot be written to " + folder);
        }
    }

    private static void write(Path place, OutgoingWebhook webhook) throws IOException {
        StorageRoots.createFolders(place);
        Path part = place.resolve("." + webhook.fileName() + "." + RandomIds.hex(8) + PART);
        try {
            DurableFiles.replace(place.resolve(webhook.fileName()), part, MAPPER.writeValueAsBytes(webhook.json()));
        } finally {
            DurableFiles.tryDelete(part);
        }
    }

    /** Returns the names of the waiting webhooks of a receiver, those of one run in their order. */
    List<String> names(URI url) {
        String suffix = OutgoingWebhook.suffix(url);
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(suffix) && !name.startsWith("."))
                    .sorted((one, other) -> one.length() == other.length()
                            ? one.compareTo(other)
                            : Integer.compare(one.length(), other.length()))
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The webhooks in " + folder + " cannot be listed");
        }
    }

    /** Returns a waiting webhook; empty if it is gone or damaged. */
    Optional<OutgoingWebhook> find(String name) {
        try {
            return OutgoingWebhook.of(MAPPER.readTree(Files.readAllBytes(folder.resolve(name))));
        } catch (NoSuchFileException | JsonProcessingException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw StorageErrors.translate(e, "A webhook in " + folder + " cannot be read");
        }
    }

    /** Deletes a webhook that was delivered, or whose event never happened. */
    void remove(OutgoingWebhook webhook) {
        DurableFiles.delete(folder.resolve(webhook.fileName()), "A webhook in " + folder + " cannot be deleted");
    }

    /** Moves a webhook to those that were given up. */
    void giveUp(OutgoingWebhook webhook) {
        try {
            write(folder.resolve(FAILED), webhook);
            Files.deleteIfExists(folder.resolve(webhook.fileName()));
        } catch (IOException e) {
            throw StorageErrors.translate(e, "A webhook cannot be moved to " + folder.resolve(FAILED));
        }
    }
}
