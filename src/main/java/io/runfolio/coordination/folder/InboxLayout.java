package io.runfolio.coordination.folder;

import io.runfolio.files.StorageRoot;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Paths of a queue folder.
 *
 * <pre>
 * inbox/name.json                            waiting
 * inbox/name.json.part                       still being written by its producer
 * inbox/.work/&lt;worker&gt;/&lt;claim&gt;__name.json     claimed by a worker
 * inbox/.work/.&lt;worker&gt;.alive                locked for as long as the worker lives
 * inbox/.work/.attempts/&lt;claim&gt;.jsonl        how often it was started, and how that ended
 * inbox/.work/.blocked/…                     events that no worker may claim, and why
 * inbox/.waiting/&lt;claim&gt;__name.json           waiting for something outside, such as a download
 * inbox/.waiting/&lt;claim&gt;.state.json           what it waits for, and until when
 * inbox/.done/name.json                      bundled
 * inbox/.failed/name.json, name.error.json   refused, and why
 * </pre>
 *
 * @param inbox the queue folder
 */
public record InboxLayout(Path inbox) {
    private static final Pattern USED = Pattern.compile("\\.(work|waiting|done|failed)");
    static final String EVENT_SUFFIX = ".json";
    static final String PART_SUFFIX = ".part";
    static final String ERROR_SUFFIX = ".error.json";
    static final String CLAIM_SEPARATOR = "__";
    static final String ALIVE_SUFFIX = ".alive";
    /** Prefix of workers that only return refused events to the inbox. */
    static final String RETRY_PREFIX = "retry-";

    /** Returns the queue folder as a storage root. */
    public StorageRoot root() {
        return new StorageRoot(
                "inbox",
                inbox.toAbsolutePath().normalize(),
                work().toAbsolutePath().normalize(),
                USED);
    }

    public Path work() {
        return inbox.resolve(".work");
    }

    public Path work(String worker) {
        return work().resolve(worker);
    }

    /** Returns the file that a worker locks while it is alive; created before the worker's folder. */
    public Path alive(String worker) {
        return work().resolve("." + worker + ALIVE_SUFFIX);
    }

    /** Returns the folder of {@link BlockedEventStore}. */
    Path blocked() {
        return work().resolve(".blocked");
    }

    public Path attempts() {
        return work().resolve(".attempts");
    }

    public Path attempts(String claimId) {
        return attempts().resolve(claimId + ".jsonl");
    }

    public Path waiting() {
        return inbox.resolve(".waiting");
    }

    public Path done() {
        return inbox.resolve(".done");
    }

    public Path failed() {
        return inbox.resolve(".failed");
    }

    /** Returns the reason file of a refused event. */
    public static Path errorOf(Path failedEvent) {
        return failedEvent.resolveSibling(stem(failedEvent.getFileName().toString()) + ERROR_SUFFIX);
    }

    static String stem(String name) {
        return name.endsWith(EVENT_SUFFIX) ? name.substring(0, name.length() - EVENT_SUFFIX.length()) : name;
    }

    /** Returns whether a file name in the queue folder is that of an event; case-insensitive. */
    static boolean isEvent(String name) {
        return name.toLowerCase(Locale.ROOT).endsWith(EVENT_SUFFIX) && !name.startsWith(".");
    }

    /** Returns whether a file name in {@code .failed} is that of an event and not of a reason. */
    static boolean isFailedEvent(String name) {
        return isEvent(name) && !isError(name);
    }

    static boolean isError(String name) {
        return name.endsWith(ERROR_SUFFIX);
    }
}
