package io.runfolio.upload;

import io.runfolio.coordination.EventInbox;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Ids of the uploads that events of the queue refer to, read from the documents of these events. */
final class QueuedReferences implements Supplier<Set<String>> {
    /** The colon may be escaped in JSON; letters of the scheme are escaped by no known writer. */
    private static final Pattern REFERENCE = Pattern.compile("(?i)upload(?::|\\\\u003a)([0-9a-f]{32})");

    private final EventInbox inbox;

    QueuedReferences(EventInbox inbox) {
        this.inbox = inbox;
    }

    @Override
    public Set<String> get() {
        Set<String> ids = new HashSet<>();
        inbox.readOpenEvents(document -> {
            Matcher matcher = REFERENCE.matcher(new String(document, StandardCharsets.ISO_8859_1));
            while (matcher.find()) {
                ids.add(matcher.group(1).toLowerCase(Locale.ROOT));
            }
        });
        return ids;
    }
}
