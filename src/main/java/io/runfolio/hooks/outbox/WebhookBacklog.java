package io.runfolio.hooks.outbox;

import io.runfolio.files.StorageErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Numbers of webhooks in an outbox.
 *
 * @param waiting webhooks that wait for their delivery
 * @param givenUp webhooks that were given up
 */
public record WebhookBacklog(long waiting, long givenUp) {

    /** Counts the webhooks of an outbox; a missing folder counts as empty. */
    public static WebhookBacklog of(Path folder) {
        return new WebhookBacklog(count(folder), count(folder.resolve(WebhookOutbox.FAILED)));
    }

    /** Returns the numbers by state. */
    public Map<String, Long> byState() {
        return Map.of("waiting", waiting, "given_up", givenUp);
    }

    private static long count(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith(".") && !name.equals(WebhookOutbox.FAILED))
                    .count();
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The webhooks in " + folder + " cannot be listed");
        }
    }
}
