package io.runfolio.intake;

import io.runfolio.run.AliveLock;
import io.runfolio.run.Finding;
import io.runfolio.run.StorageErrors;
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

/** Looks over a queue folder: every event in one place, every refusal with its reason, nothing left by the dead. Reads only. */
public final class InboxAudit {
    /** Names of files that a deposit writes before it renames them. */
    private static final Pattern OWN_PART = Pattern.compile("\\.[0-9a-f]{12}\\" + InboxLayout.PART_SUFFIX);

    private final InboxLayout layout;
    private final List<Finding> findings = new ArrayList<>();
    /** Where each event was seen first, by what the file system says that it is. */
    private final Map<Object, Path> places = new HashMap<>();

    private int events;

    private InboxAudit(Path inbox) {
        this.layout = new InboxLayout(inbox);
    }

    /**
     * What a queue folder has.
     *
     * @param events how many event files there are, wherever they stand
     * @param findings what is wrong with them
     */
    public record Result(int events, List<Finding> findings) {}

    /** Looks over a queue folder; one that is not there is empty. */
    public static Result check(Path inbox) {
        InboxAudit audit = new InboxAudit(inbox);
        audit.waiting();
        audit.workers();
        audit.list(audit.layout.done()).stream()
                .filter(file -> InboxLayout.isEvent(name(file)))
                .forEach(audit::event);
        audit.failed();
        return new Result(audit.events, List.copyOf(audit.findings));
    }

    private void waiting() {
        for (Path file : list(layout.inbox())) {
            if (OWN_PART.matcher(name(file)).matches()) {
                found("temporary_left", file, "An event was begun to be written and not finished");
            } else if (InboxLayout.isEvent(name(file))) {
                event(file);
            }
        }
    }

    private void workers() {
        Set<String> claims = new HashSet<>();
        for (Path entry : list(layout.work())) {
            String name = name(entry);
            if (name.startsWith(".probe-")) {
                found("temporary_left", entry, "A probe of the disk was left behind");
            } else if (!name.startsWith(".") && Files.isDirectory(entry)) {
                claims(entry, claims);
            }
        }
        AliveLock.leftIn(layout.work(), InboxLayout.ALIVE_SUFFIX)
                .forEach(lock -> found("lock_left", lock, "This is the sign of life of a worker that is dead"));
        for (Path file : list(layout.attempts())) {
            if (!claims.contains(name(file).replace(".jsonl", ""))) {
                found("attempts_left", file, "Attempts are recorded for an event that no worker has");
            }
        }
    }

    private void claims(Path folder, Set<String> claims) {
        boolean alive = AliveLock.isHeld(layout.alive(name(folder)));
        for (Path file : list(folder)) {
            if (name(file).contains(InboxLayout.CLAIM_SEPARATOR)) {
                claims.add(Inbox.claimOf(file).id());
                event(file);
                if (!alive) {
                    found("claim_left", file, "A worker that is dead has this event; the next one takes it over");
                }
            }
        }
    }

    private void failed() {
        Set<Path> reasons = new HashSet<>();
        List<Path> files = list(layout.failed());
        for (Path file : files) {
            if (OWN_PART.matcher(name(file)).matches()) {
                found("temporary_left", file, "A reason was begun to be written and not finished");
            } else if (InboxLayout.isFailedEvent(name(file))) {
                event(file);
                Path reason = InboxLayout.errorOf(file);
                reasons.add(reason);
                if (FailedEvents.reason(file).isEmpty()) {
                    found("reason_missing", file, "The event was refused, and nothing readable beside it says why");
                }
            }
        }
        files.stream()
                .filter(file -> InboxLayout.isError(name(file)) && !reasons.contains(file))
                .forEach(file -> found("reason_left", file, "A reason stands here without its event"));
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
                found("event_twice", file, "The same file stands in " + before + ", too");
            }
        } catch (NoSuchFileException e) {
            return; // it has gone on meanwhile
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
