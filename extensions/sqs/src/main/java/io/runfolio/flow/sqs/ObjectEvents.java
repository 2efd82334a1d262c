package io.runfolio.flow.sqs;

import io.runfolio.intake.RefusedEventException;
import io.runfolio.settings.mirror.BucketAddress;
import io.runfolio.store.object.ObjectStore;
import io.runfolio.store.object.ObjectStoreException;
import io.runfolio.submission.EventMessage;
import io.runfolio.submission.MessageIntake;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;

/** Takes in the events that are objects in buckets. Only objects of the configured buckets are read. Thread-safe. */
final class ObjectEvents implements AutoCloseable {
    private static final String SUFFIX = ".json";

    private final Map<BucketAddress, ObjectStore> stores;
    private final ObjectSequences sequences;
    private final MessageIntake intake;

    ObjectEvents(Map<BucketAddress, ObjectStore> stores, ObjectSequences sequences, MessageIntake intake) {
        this.stores = Map.copyOf(stores);
        this.sequences = sequences;
        this.intake = intake;
    }

    /**
     * Makes the event of an object durable, unless the change has none or is known.
     *
     * @param notification the notification, which is kept if the object cannot be read
     * @return the refusal, if the object can never be an event
     * @throws RuntimeException if the object cannot be read now
     */
    Optional<Refusal> receive(ObjectChange change, byte[] notification, String place) {
        byte[] kept = notification;
        try {
            Optional<BucketAddress> source = source(change);
            if (source.isEmpty()) {
                intake.ignore(place, change + " is no new event");
                return Optional.empty();
            }
            if (sequences.isHandled(change)) {
                intake.ignore(place, change + " was taken in already, in this version or a later one");
                return Optional.empty();
            }
            byte[] document = fetch(stores.get(source.get()), source.get(), change);
            kept = document;
            intake.receive(new EventMessage(document, "", "", Map.of(), Optional.empty()), place + " " + change);
            sequences.handled(change);
            return Optional.empty();
        } catch (RefusedEventException e) {
            return Optional.of(new Refusal(kept, place, e));
        }
    }

    /** Returns the address below which an object is an event; empty if the object is no event. */
    private Optional<BucketAddress> source(ObjectChange change) {
        if (stores.keySet().stream().noneMatch(store -> store.bucket().equals(change.bucket()))) {
            throw new RefusedEventException(
                    "bucket_not_allowed",
                    "",
                    "The bucket " + change.bucket() + " is not in runfolio.intake.sqs.buckets: add it there, or send"
                            + " its notifications elsewhere.");
        }
        if (!change.isCreation() || !change.key().endsWith(SUFFIX)) {
            return Optional.empty();
        }
        return stores.keySet().stream()
                .filter(store ->
                        store.bucket().equals(change.bucket()) && change.key().startsWith(store.prefix()))
                .findFirst();
    }

    private byte[] fetch(ObjectStore store, BucketAddress address, ObjectChange change) {
        int max = (int) Math.min(Integer.MAX_VALUE - 1, intake.maxBytes());
        try (InputStream in = store.get(change.key().substring(address.prefix().length()))) {
            byte[] document = in.readNBytes(max + 1);
            if (document.length > max) {
                throw new RefusedEventException(
                        "too_large",
                        "",
                        change + " has more than " + max + " bytes, which is the limit for an event: keep media out of"
                                + " it, or raise runfolio.event.max-bytes.");
            }
            return document;
        } catch (IOException e) {
            throw new UncheckedIOException(change + " cannot be read: " + e.getMessage(), e);
        } catch (ObjectStoreException e) {
            if (e.concernsStore()) {
                throw e;
            }
            boolean isMissing = e.kind() == ObjectStoreException.Cause.MISSING;
            throw new RefusedEventException(
                    isMissing ? "object_missing" : "object_unreadable",
                    "",
                    change + " cannot be read: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        stores.values().forEach(ObjectStore::close);
    }
}
