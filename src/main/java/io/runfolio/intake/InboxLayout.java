package io.runfolio.intake;

import io.runfolio.run.StorageRoot;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Every path of a queue folder.
 *
 * <pre>
 * inbox/name.json                            waiting
 * inbox/name.json.part                       still being written by its producer
 * inbox/.work/&lt;worker&gt;/&lt;claim&gt;__name.json     claimed by a worker
 * inbox/.work/.&lt;worker&gt;.alive                locked for as long as the worker lives
 * inbox/.work/.attempts/&lt;claim&gt;.jsonl        how often it was started, and how that ended
 * inbox/.work/.blocked/…                     events that no worker may claim, and why
 * inbox/.done/name.json                      bundled
 * inbox/.failed/name.json, name.error.json   refused, and why
 * </pre>
 *
 * @param inbox the queue folder
 */
public record InboxLayout(Path inbox) {
    private static final Pattern USED = Pattern.compile("\\.(work|done|failed)");
    static final String EVENT_SUFFIX = ".json";
    static final String PART_SUFFIX = ".part";
    static final String ERROR_SUFFIX = ".error.json";
    static final String CLAIM_SEPARATOR = "__";
    static final String ALIVE_SUFFIX = ".alive";
    /** Workers of that name only put refused events back. */
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

    /** Returns the file whose lock a worker holds for as long as it lives; it is there before the worker's folder is. */
    public Path alive(String worker) {
        return work().resolve("." + worker + ALIVE_SUFFIX);
    }

    /** Returns the folder of the records of events that the system does not let a worker claim. */
    Path blocked() {
        return work().resolve(".blocked");
    }

    public Path attempts() {
        return work().resolve(".attempts");
    }

    public Path attempts(String claimId) {
        return attempts().resolve(claimId + ".jsonl");
    }

    public Path done() {
        return inbox.resolve(".done");
    }

    public Path failed() {
        return inbox.resolve(".failed");
    }

    /** Returns the file that says why a refused event was refused. */
    public static Path errorOf(Path failedEvent) {
        return failedEvent.resolveSibling(stem(failedEvent.getFileName().toString()) + ERROR_SUFFIX);
    }

    static String stem(String name) {
        return name.endsWith(EVENT_SUFFIX) ? name.substring(0, name.length() - EVENT_SUFFIX.length()) : name;
    }

    /** Returns whether a file of the queue folder is an event, by its name; capitals do not matter. */
    static boolean isEvent(String name) {
        return name.toLowerCase(Locale.ROOT).endsWith(EVENT_SUFFIX) && !name.startsWith(".");
    }

    /** Returns whether a file of {@code .failed} is an event, as opposed to the reason beside one. */
    static boolean isFailedEvent(String name) {
        return isEvent(name) && !isError(name);
    }

    static boolean isError(String name) {
        return name.endsWith(ERROR_SUFFIX);
    }
}
