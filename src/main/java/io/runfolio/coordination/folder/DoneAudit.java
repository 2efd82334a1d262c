package io.runfolio.coordination.folder;

import io.runfolio.files.RegularFiles;
import io.runfolio.files.StorageErrors;
import io.runfolio.intake.EventReader;
import io.runfolio.intake.RefusedEventException;
import io.runfolio.intake.SourceRoots;
import io.runfolio.run.Finding;
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

/** Audits the events in {@code .done}: each must have a bundle. Reads only. */
public final class DoneAudit {
    /** Codes that are not findings, as the limits may have been higher when an event was accepted. */
    private static final Set<String> WITHIN_OTHER_LIMITS = Set.of("too_large", "too_complex");

    private static final int MAX_BYTES = 64 << 20;
    /**
     * Start of a masked secret. The digest of an event is computed before masking, so a masked file cannot be compared.
     */
    private static final String MASKED = "***sha256:";

    private final List<Accepted> accepted = new ArrayList<>();
    private final List<Finding> unreadable = new ArrayList<>();

    private record Accepted(Path file, EventReader.Identity identity, boolean masked) {}

    private DoneAudit() {}

    /**
     * Reads the folder {@code .done}. Bundles must be listed afterwards, as workers may be active.
     *
     * @param settings limits for events
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
                unreadable.add(finding("event_unreadable", file, "A bundled event is not a valid event: " + e.code()));
            }
        } catch (NoSuchFileException e) {
            return; // it has been removed meanwhile
        } catch (IOException e) {
            unreadable.add(finding("file_unreadable", file, "A bundled event cannot be read: " + e));
        }
    }

    /**
     * Returns the events that are lost or were edited.
     *
     * @param digests digests of the events of all bundles, by event id
     * @param ledger the same of the processed events; an event without bundle in it is a finding of another audit
     */
    public List<Finding> check(Map<String, Set<String>> digests, Map<String, Set<String>> ledger) {
        List<Finding> findings = new ArrayList<>(unreadable);
        for (Accepted event : accepted) {
            String id = event.identity().eventId();
            Set<String> known = digests.getOrDefault(id, ledger.getOrDefault(id, Set.of()));
            if (known.isEmpty()) {
                findings.add(finding(
                        "event_without_bundle",
                        event.file(),
                        "The event " + id + " was bundled, but its bundle is missing"));
            } else if (!event.masked() && !known.contains(event.identity().digest())) {
                findings.add(finding(
                        "event_differs", event.file(), "The event " + id + " differs from the event of its bundle"));
            }
        }
        return List.copyOf(findings);
    }

    private static Finding finding(String code, Path file, String message) {
        return new Finding(code, file.toString(), message);
    }
}
