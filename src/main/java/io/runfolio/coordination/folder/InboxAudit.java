package io.runfolio.coordination.folder;

import io.runfolio.files.StorageErrors;
import io.runfolio.files.lock.AliveLock;
import io.runfolio.run.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Audits a queue folder: duplicate events, missing reasons and leftovers of dead workers. Reads only. */
public final class InboxAudit {
    /** Names of temporary files of {@link InboxWriter}. */
    private static final Pattern OWN_PART = Pattern.compile("\\.[0-9a-f]{12}\\" + InboxLayout.PART_SUFFIX);

    private final InboxLayout layout;
    private final List<Finding> findings = new ArrayList<>();
    /** First path of each event, by file key. */
    private final Map<Object, Path> places = new HashMap<>();

    private int events;

    private InboxAudit(Path inbox) {
        this.layout = new InboxLayout(inbox);
    }

    /**
     * Result of an audit.
     *
     * @param events number of event files in all folders
     * @param findings problems
     */
    public record Result(int events, List<Finding> findings) {}

    /** Audits a queue folder; a missing one counts as empty. */
    public static Result check(Path inbox) {
        InboxAudit audit = new InboxAudit(inbox);
        audit.waiting();
        Set<String> claims = audit.parked();
        audit.workers(claims);
        audit.notes(claims);
        audit.list(audit.layout.done()).stream()
                .filter(file -> InboxLayout.isEvent(name(file)))
                .forEach(audit::event);
        audit.failed();
        return new Result(audit.events, List.copyOf(audit.findings));
    }

    private void waiting() {
        for (Path file : list(layout.inbox())) {
            if (OWN_PART.matcher(name(file)).matches()) {
                found("temporary_left", file, "An incomplete event was left behind");
            } else if (InboxLayout.isEvent(name(file))) {
                event(file);
            }
        }
    }

    private Set<String> parked() {
        Set<String> claims = new HashSet<>();
        for (Path file : list(layout.waiting())) {
            if (OWN_PART.matcher(name(file)).matches()) {
                found("temporary_left", file, "An incomplete state was left behind");
            } else if (WaitingEvents.isEvent(name(file))) {
                claims.add(ClaimFolder.parseClaim(file).id());
                event(file);
            }
        }
        return claims;
    }

    private void notes(Set<String> claims) {
        list(layout.waiting()).stream()
                .filter(file -> WaitingNotes.isNote(name(file)))
                .filter(file -> !claims.contains(WaitingNotes.claimOf(name(file))))
                .forEach(file -> found("waiting_left", file, "This state of a waiting event has no event"));
    }

    /** @param claims ids of all claims, to which those of the workers are added */
    private void workers(Set<String> claims) {
        for (Path entry : list(layout.work())) {
            String name = name(entry);
            if (name.startsWith(".probe-")) {
                found("temporary_left", entry, "A probe of the disk was left behind");
            } else if (!name.startsWith(".") && Files.isDirectory(entry)) {
                claims(entry, claims);
            }
        }
        AliveLock.orphans(layout.work(), InboxLayout.ALIVE_SUFFIX)
                .forEach(lock -> found("lock_left", lock, "This lock file belongs to a dead worker"));
        for (Path file : list(layout.attempts())) {
            if (!claims.contains(name(file).replace(".jsonl", ""))) {
                found("attempts_left", file, "Attempts are recorded for an event that no worker has claimed");
            }
        }
    }

    private void claims(Path folder, Set<String> claims) {
        boolean alive = AliveLock.isHeld(layout.alive(name(folder)));
        for (Path file : list(folder)) {
            if (name(file).contains(InboxLayout.CLAIM_SEPARATOR)) {
                claims.add(ClaimFolder.parseClaim(file).id());
                event(file);
                if (!alive) {
                    found("claim_left", file, "A dead worker has claimed this event; the next worker takes it over");
                }
            }
        }
    }

    private void failed() {
        Set<Path> reasons = new HashSet<>();
        List<Path> files = list(layout.failed());
        for (Path file : files) {
            if (OWN_PART.matcher(name(file)).matches()) {
                found("temporary_left", file, "An incomplete reason was left behind");
            } else if (InboxLayout.isFailedEvent(name(file))) {
                event(file);
                Path reason = InboxLayout.errorOf(file);
                reasons.add(reason);
                if (FailedEvents.reason(file).isEmpty()) {
                    found(
                            "reason_missing",
                            file,
                            "The event was refused, but its reason file is missing or unreadable");
                }
            }
        }
        files.stream()
                .filter(file -> InboxLayout.isError(name(file)) && !reasons.contains(file))
                .forEach(file -> found("reason_left", file, "This reason file has no event"));
    }

    private void event(Path file) {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!attributes.isRegularFile()) {
                return;
            }
            events++;
            Path before = attributes.fileKey() == null ? null : places.putIfAbsent(attributes.fileKey(), file);
            if (before != null) {
                found("event_twice", file, "The same file is also " + before);
            }
        } catch (NoSuchFileException e) {
            return; // it has moved meanwhile
        } catch (IOException e) {
            throw StorageErrors.translate(e, file + " cannot be read");
        }
    }

    private List<Path> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw StorageErrors.translate(e, folder + " cannot be listed");
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    private void found(String code, Path path, String message) {
        findings.add(new Finding(code, path.toString(), message));
    }
}
