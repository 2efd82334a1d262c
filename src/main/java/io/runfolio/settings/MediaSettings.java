package io.runfolio.settings;

import java.time.Duration;
import java.util.Locale;

/**
 * Limits and options for media.
 *
 * @param maxBytes size of one input or output file; default 512 MiB
 * @param image pictures
 * @param video clips
 * @param regeneration derivatives that are made again on demand
 * @param dedup how equal originals of new bundles share their bytes; off by default
 */
public record MediaSettings(
        long maxBytes, ImageSettings image, VideoSettings video, Regeneration regeneration, DedupMode dedup) {
    /** Key of the deduplication of originals. */
    public static final String DEDUP_KEY = "runfolio.dedup";

    /** Creates settings with the default regeneration, and without deduplication. */
    public MediaSettings(long maxBytes, ImageSettings image, VideoSettings video) {
        this(maxBytes, image, video, Regeneration.read(new SettingReader(java.util.Map.of())), DedupMode.OFF);
    }

    /** Way in which equal originals of several bundles share their bytes on disk. */
    public enum DedupMode {
        /** Each original has bytes of its own. */
        OFF,
        /** Originals are copy-on-write clones of an object; the file system must support clones. */
        REFLINK,
        /** Originals are hard links to an object, and read-only. */
        HARDLINK,
        /** Clones where the file system supports them, else hard links, else plain files. */
        STORE;

        /** Returns the word of the setting. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Missing derivatives that are made again when they are requested.
     *
     * @param onDemand whether they are; default true
     * @param maxWait time that a request waits before it is answered with 503; default 3 s
     * @param parallel outputs whose derivatives are made at once in one process; default 1
     * @param jobs jobs of the workers
     */
    public record Regeneration(boolean onDemand, Duration maxWait, int parallel, Jobs jobs) {
        /** Creates settings with the defaults of jobs. */
        public Regeneration(boolean onDemand, Duration maxWait, int parallel) {
            this(onDemand, maxWait, parallel, Jobs.read(new SettingReader(java.util.Map.of())));
        }

        private static Regeneration read(SettingReader values) {
            return new Regeneration(
                    values.flag(
                            "runfolio.media.regenerate", true, "whether missing derivatives are made again on demand"),
                    values.duration(
                            "runfolio.media.regenerate-wait",
                            Duration.ofSeconds(3),
                            "time that a request waits for a missing derivative"),
                    values.integer(
                            "runfolio.media.regenerate-parallel",
                            1,
                            1,
                            16,
                            "outputs whose missing derivatives are made at once"),
                    Jobs.read(values));
        }
    }

    /**
     * Jobs that make derivatives of many outputs again.
     *
     * @param backlog tasks of a job that wait or are in progress at once; default 100
     * @param parallel tasks that one worker does at once; default 1, and none if 0
     */
    public record Jobs(int backlog, int parallel) {
        private static Jobs read(SettingReader values) {
            return new Jobs(
                    values.integer("runfolio.redo.backlog", 100, 2, 10_000, "tasks of a job that are open at once"),
                    values.integer("runfolio.redo.parallel", 1, 0, 16, "tasks of jobs that a worker does at once"));
        }
    }

    static MediaSettings read(SettingReader values) {
        return new MediaSettings(
                values.bytes("runfolio.media.max-bytes", 512L << 20, "size of one media file"),
                ImageSettings.read(values),
                VideoSettings.read(values),
                Regeneration.read(values),
                values.enumValue(DEDUP_KEY, DedupMode.OFF, DedupMode.class, "how equal originals share their bytes"));
    }

    /** Returns the defaults. */
    public static MediaSettings defaults() {
        return read(new SettingReader(java.util.Map.of()));
    }
}
