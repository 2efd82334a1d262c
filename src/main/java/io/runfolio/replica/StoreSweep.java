package io.runfolio.replica;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.store.object.ObjectStore;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** Removes objects of attempts without a seal, and unused media, from the object store. */
public final class StoreSweep {
    private final BundleLayout layout;
    private final ObjectStore objects;
    private final Clock clock;
    private final SweepSteps steps;

    /** @param layout a working copy */
    public StoreSweep(BundleLayout layout, ObjectStore objects, Clock clock, SweepSteps steps) {
        this.layout = layout;
        this.objects = objects;
        this.clock = clock;
        this.steps = steps;
    }

    /**
     * Result of a sweep.
     *
     * @param attempts run paths of the attempts that were removed
     * @param objects number of their objects
     * @param media number of objects of media that were removed
     * @param mediaBytes their sizes, added up
     * @param uploads unfinished uploads of this host that were discarded
     */
    public record Swept(List<String> attempts, long objects, long media, long mediaBytes, int uploads) {}

    /**
     * Removes objects.
     *
     * @param age age from which on an object is removed; that of an attempt is the age of its newest object
     * @throws io.runfolio.files.StorageException if a sealed bundle cannot be read; no media are removed then
     */
    public Swept sweep(Duration age) {
        UnsealedObjects.Swept attempts = new UnsealedObjects(layout, objects, clock).sweep(age);
        int uploads = new HostUploads(layout.sending())
                .discard(objects, clock.instant().minus(age));
        UnusedMedia.Removed media =
                new UnusedMedia(objects, layout.coordination().storeLog().orElseThrow(), clock, steps).sweep(age);
        return new Swept(attempts.attempts(), attempts.objects(), media.objects(), media.bytes(), uploads);
    }
}
