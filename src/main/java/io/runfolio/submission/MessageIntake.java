package io.runfolio.submission;

import io.runfolio.coordination.Claim;
import io.runfolio.coordination.EventInbox;
import io.runfolio.coordination.EventQueue;
import io.runfolio.files.Checksums;
import io.runfolio.files.RunfolioException;
import io.runfolio.intake.EventReader;
import io.runfolio.intake.RefusedEventException;
import io.runfolio.intake.RunEvent;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Intake of the messages of a broker. The event is durable, or known, or refused, before the message is acknowledged.
 *
 * <p>An exception other than {@link RefusedEventException} means that the message cannot be taken in now. It must not
 * be acknowledged then. Thread-safe.
 */
public final class MessageIntake {
    private static final Logger LOG = LoggerFactory.getLogger(MessageIntake.class);
    private static final int NAME_DIGITS = 32;

    private final Dependencies parts;
    private final MessageCounters counters;

    /**
     * Dependencies of the intake.
     *
     * @param broker name of the broker, as in the settings
     * @param submissions writes events, with the broker as label
     * @param queue keeps refused events
     * @param inbox finds events that were refused before
     * @param paused why no event can be taken in; empty if it can
     * @param maxBytes maximum size of an event
     */
    public record Dependencies(
            String broker,
            EventReader reader,
            EventSubmissions submissions,
            EventQueue queue,
            EventInbox inbox,
            Supplier<Optional<String>> paused,
            long maxBytes,
            Clock clock) {}

    public MessageIntake(Dependencies parts) {
        this.parts = parts;
        counters = new MessageCounters(parts.broker());
    }

    public MessageCounters counters() {
        return counters;
    }

    /** Returns the maximum size of a message in bytes, so that a larger one need not be read. */
    public long maxBytes() {
        return parts.maxBytes();
    }

    /**
     * Makes the event of a message durable, unless it is known.
     *
     * @param place where the message is in the broker, for the log
     * @return whether the event is new
     * @throws RefusedEventException if it can never be bundled; see {@link #refuse}
     * @throws IntakePausedException while no event can be taken in
     */
    public boolean receive(EventMessage message, String place) {
        RunEvent event;
        byte[] document;
        try {
            checkSize(message.body().length);
            document = EventBinding.document(message);
            event = parts.reader().read(document);
        } catch (EventHeadersException e) {
            throw new RefusedEventException("event_headers_invalid", "", e.getMessage());
        } catch (RunfolioException e) {
            throw e;
        } catch (RuntimeException e) {
            // it depends on the message only, and would keep all that follow it waiting
            LOG.error("{}: {} cannot be read", parts.broker(), place, e);
            throw new RefusedEventException("unreadable", "", "The message cannot be read: see the log.");
        }
        parts.paused().get().ifPresent(reason -> {
            throw new IntakePausedException(reason);
        });
        try {
            boolean isNew =
                    parts.submissions().submit(event, document, () -> {}).isNew();
            if (isNew) {
                counters.accepted();
            } else {
                counters.duplicate();
                LOG.info("{}: {} has an event that is known: {}", parts.broker(), place, event.eventId());
            }
            return isNew;
        } catch (EventConflictException e) {
            throw new RefusedEventException("conflict", "", e.getMessage());
        }
    }

    /**
     * Checks the size of a message before it is read.
     *
     * @throws RefusedEventException if it is too large for an event
     */
    public void checkSize(long bytes) {
        if (bytes > parts.maxBytes()) {
            throw new RefusedEventException(
                    "too_large",
                    "",
                    "The message has " + bytes + " bytes, and an event may have " + parts.maxBytes()
                            + ": keep media out of it, or raise runfolio.event.max-bytes.");
        }
    }

    /**
     * Keeps a refused message among the refused events, once however often it is delivered.
     *
     * @param body the message; one that is too large is replaced by a note, and need not be read
     * @param bytes size of the message
     * @param place where the message is in the broker; the same for each delivery
     */
    public void refuse(byte[] body, long bytes, String place, RefusedEventException why) {
        boolean isTooLarge = bytes > parts.maxBytes();
        String content = isTooLarge ? bytes + " bytes" : Checksums.sha256(body);
        String name =
                parts.broker() + "-" + Checksums.sha256(place + "\n" + content).substring(0, NAME_DIGITS) + ".json";
        if (parts.inbox().refusedEvent(name).isEmpty()) {
            byte[] kept = isTooLarge ? note(bytes) : body;
            Claim claim = parts.queue().accept(kept, name);
            parts.queue().refuse(claim, why, "", parts.clock().instant().toString());
            counters.refused();
        }
        LOG.warn("{}: {} was refused ({}): {}", parts.broker(), place, why.code(), why.getMessage());
    }

    /** Counts a message, or a part of one, that has no event and is no fault, such as a test of the sender. */
    public void ignore(String place, String reason) {
        counters.ignored();
        LOG.debug("{}: {} was ignored: {}", parts.broker(), place, reason);
    }

    /** Returns why no event can be taken in now, so that no message need be requested; empty if it can. */
    public Optional<String> pauseReason() {
        return parts.paused().get();
    }

    /** Notes that a message was acknowledged, which ends the trouble of tries that failed. */
    public void acknowledged() {
        counters.recovered();
    }

    /** Counts a try that failed for a reason that may pass; the first one of a message is logged. */
    public void failed(String place, String reason) {
        if (counters.trouble().isEmpty()) {
            LOG.warn("{}: {} waits at the broker: {}", parts.broker(), place, reason);
        }
        counters.retried(reason);
    }

    private byte[] note(long bytes) {
        return ("{\"refused_message\":{\"broker\":\"" + parts.broker() + "\",\"bytes\":" + bytes + "}}\n")
                .getBytes(StandardCharsets.UTF_8);
    }
}
