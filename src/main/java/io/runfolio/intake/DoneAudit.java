package io.runfolio.intake;

import io.runfolio.files.RegularFiles;
import io.runfolio.run.Finding;
import io.runfolio.run.RefusedEventException;
import io.runfolio.run.StorageErrors;
import io.runfolio.settings.EventSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Reads the events that were filed as done: what was accepted must be among the bundles. Reads only. */
public final class DoneAudit {
    /** Settings may have been wider when an event was accepted; reasons of this kind are not findings. */
    private static final Set<String> WITHIN_OTHER_LIMITS = Set.of("too_large", "too_complex");

    private static final int MAX_BYTES = 64 << 20;
    /** Begins what stands for a masked secret; the digest of an event is that of its words before they were masked. */
    private static final String MASKED = "***sha256:";

    private final List<Accepted> accepted = new ArrayList<>();
    private final List<Finding> unreadable = new ArrayList<>();

    private record Accepted(Path file, EventReader.Identity identity, boolean masked) {}

    private DoneAudit() {}

    /**
     * Reads the folder {@code .done}. Bundles that are listed later have all its events, also while workers are alive.
     *
     * @param settings limits of events
     */
    public static DoneAudit of(Path inbox, EventSettings settings) {
        DoneAudit events = new DoneAudit();
        EventReader reader = new EventReader(settings, new SourceRoots(List.of()));
        Path done = new InboxLayout(inbox).done();
        try (Stream<Path> files = Files.list(done)) {
            files.filter(file -> InboxLayout.isEvent(file.getFileName().toString()))
                    .filter(RegularFiles::exists)
                    .sorted()
                    .forEach(file -> events.read(file, reader));
        } catch (NoSuchFileException e) {
            return events;
        } catch (IOException e) {
            throw StorageErrors.translate(e, done + " cannot be listed");
        }
        return events;
    }

    private void read(Path file, EventReader reader) {
        try {
            byte[] bytes = RegularFiles.read(file, MAX_BYTES);
            boolean masked = new String(bytes, StandardCharsets.UTF_8).contains(MASKED);
            accepted.add(new Accepted(file, reader.strictIdentity(bytes), masked));
        } catch (RefusedEventException e) {
            if (!WITHIN_OTHER_LIMITS.contains(e.code())) {
                unreadable.add(finding("event_unreadable", file, "An event that was bundled is not one: " + e.code()));
            }
        } catch (NoSuchFileException e) {
            return; // somebody cleared it away meanwhile
        } catch (IOException e) {
            unreadable.add(finding("file_unreadable", file, "An event that was bundled cannot be read: " + e));
        }
    }

    /**
     * Returns what is lost or was edited.
     *
     * @param digests digests of the events that the bundles come from, by the events' ids
     * @param ledger the same of the event ledger; what this knows and no bundle has is a finding of its own already
     */
    public List<Finding> check(Map<String, Set<String>> digests, Map<String, Set<String>> ledger) {
        List<Finding> findings = new ArrayList<>(unreadable);
        for (Accepted event : accepted) {
            String id = event.identity().eventId();
            Set<String> known = digests.getOrDefault(id, ledger.getOrDefault(id, Set.of()));
            if (known.isEmpty()) {
                findings.add(finding(
                        "event_without_bundle", event.file(), "The event " + id + " was bundled, and has no bundle"));
            } else if (!event.masked() && !known.contains(event.identity().digest())) {
                findings.add(finding(
                        "event_differs",
                        event.file(),
                        "The event " + id + " does not say what its bundle was made of"));
            }
        }
        return List.copyOf(findings);
    }

    private static Finding finding(String code, Path file, String message) {
        return new Finding(code, file.toString(), message);
    }
}
