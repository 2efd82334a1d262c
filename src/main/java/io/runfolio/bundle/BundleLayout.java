package io.runfolio.bundle;

import io.runfolio.coordination.Coordination;
import io.runfolio.files.PathResolver;
import io.runfolio.files.StorageRoot;
import io.runfolio.run.RunId;
import io.runfolio.store.BundleStore;
import io.runfolio.store.local.LocalBundleStore;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;

/**
 * Paths below the outputs folder. No other class builds them.
 *
 * <pre>
 * outputs/
 *   index.jsonl
 *   2026-03-26/20260326_214512_model_slug/…   a bundle, see {@link RunFolder}
 *   .runfolio/                                may be deleted while no worker runs, but for uploads, trash, shares
 *     staging/&lt;worker&gt;/&lt;run id&gt;/              a run before sealing
 *     ids/&lt;run id&gt;                            reserved run ids of runs that are not sealed or lack a line
 *     fetched/&lt;event&gt;/                      files that are fetched by URL, until their run is sealed
 *     transcodes/&lt;event&gt;/                   parts of long clips, until their run is sealed
 *     uploads/&lt;id&gt;/                           files that clients have sent, until their events are bundled
 *     trash/&lt;run path&gt;/&lt;removal id&gt;/           files that retention removed, until they are deleted
 *     objects/ab/&lt;sha256&gt;                     originals that bundles share by clones or links, see dedup
 *     events.jsonl                            which event became which run
 *     changes.jsonl                           runs whose review logs changed
 *     shares/                                 share links and their counters; not in the bundles
 *     mirror/                                 what was sent to the mirror, and its identity
 *     intake/                                 what was taken in from buckets, by their notifications
 *     copy/                                   of a working copy: its position, what is fetched or sent
 *     catalog.sqlite                          database of artifacts, with its write-ahead log
 *     locks/                                  lock files
 * </pre>
 *
 * @param outputs the folder of the bundles, absolute
 * @param coordination coordination of the workers that share this folder
 * @param store the store of the sealed bundles
 */
public record BundleLayout(Path outputs, Coordination coordination, BundleStore store) {
    private static final Pattern USED = Pattern.compile("index\\.jsonl|\\d{4}-\\d{2}-\\d{2}");

    public BundleLayout {
        outputs = absolute(outputs);
    }

    /** Returns the layout of a folder that has the bundles itself. */
    public BundleLayout(Path outputs, Coordination coordination) {
        this(outputs, coordination, new LocalBundleStore(absolute(outputs)));
    }

    /** Returns the folder of working data of an outputs folder. */
    public static Path control(Path outputs) {
        return absolute(outputs).resolve(".runfolio");
    }

    private static Path absolute(Path folder) {
        return folder.toAbsolutePath().normalize();
    }

    /** Returns the outputs folder as a storage root. */
    public StorageRoot root() {
        return new StorageRoot("outputs", outputs, control(), USED);
    }

    /** Returns whether the bundles are in an object store, and this folder has copies of them. */
    public boolean isWorkingCopy() {
        return coordination.storeLog().isPresent();
    }

    /** Returns the folder of a run path. */
    public Path bundle(String runPath) {
        return outputs.resolve(runPath);
    }

    /**
     * Returns what resolves paths of a bundle's files for reading. Files that only the object store has are fetched.
     *
     * @param bundle folder of a sealed bundle
     */
    public PathResolver files(Path bundle) {
        return new PathResolver(bundle, store.fetchable(relative(absolute(bundle))));
    }

    /** Returns the index, with one line per run. */
    public Path index() {
        return outputs.resolve("index.jsonl");
    }

    /** Returns the folder of working data. It can be rebuilt from the bundles, but for uploads and share links. */
    public Path control() {
        return control(outputs);
    }

    /**
     * Returns the staging folder, with one folder per worker. It is on the bundles' file system, so that a rename
     * seals.
     */
    public Path stagingRoot() {
        return control().resolve("staging");
    }

    /** Returns a worker's staging folder. */
    public Path staging(String workerId) {
        return stagingRoot().resolve(workerId);
    }

    /** Returns the staging folder of a run. */
    public Path staging(String workerId, String runId) {
        return staging(workerId).resolve(runId);
    }

    /** Returns the folder of files that are fetched by URL, until their runs are sealed. */
    public Path fetched() {
        return control().resolve("fetched");
    }

    /** Returns the folder of the parts of long clips, until their runs are sealed. */
    public Path transcodes() {
        return control().resolve("transcodes");
    }

    /**
     * Returns the folder of removed files that can still be restored. It is on the bundles' file system, so that a
     * rename moves a file.
     */
    public Path trash() {
        return control().resolve("trash");
    }

    /** Returns the folder of the originals that bundles share; no bundle needs it. */
    public Path objects() {
        return control().resolve("objects");
    }

    /** Returns the file that maps processed events to runs. */
    public Path processedEvents() {
        return control().resolve("events.jsonl");
    }

    /** Returns the feed of runs that changed in review. */
    public Path changes() {
        return control().resolve("changes.jsonl");
    }

    /** Returns the folder of share links, which cannot be rebuilt from the bundles. */
    public Path shares() {
        return control().resolve("shares");
    }

    /** Returns the folder of the mirror's state. */
    public Path mirror() {
        return control().resolve("mirror");
    }

    /** Returns the folder of the state of message brokers. */
    public Path intake() {
        return control().resolve("intake");
    }

    /** Returns the folder of the state of a working copy. */
    public Path copy() {
        return copy(outputs);
    }

    /** Returns the folder for bundles that are being fetched. It is on the bundles' file system. */
    public Path incoming() {
        return incoming(outputs);
    }

    /** Returns the folder for bundles that are being fetched into an outputs folder. */
    public static Path incoming(Path outputs) {
        return copy(outputs).resolve("incoming");
    }

    /** Returns the folder of unfinished uploads of media to an object store. */
    public Path sending() {
        return sending(outputs);
    }

    /** Returns the folder of unfinished uploads of media of an outputs folder. */
    public static Path sending(Path outputs) {
        return copy(outputs).resolve("sending");
    }

    /** Returns the folder of the state of a working copy in an outputs folder. */
    public static Path copy(Path outputs) {
        return control(outputs).resolve("copy");
    }

    /** Returns the SQLite catalog. */
    public Path catalog() {
        return control().resolve("catalog.sqlite");
    }

    /** Returns the folder of a day's bundles, in UTC. */
    public Path day(OffsetDateTime createdAt) {
        return outputs.resolve(RunId.day(createdAt));
    }

    /** Returns the folder of a sealed run. */
    public RunFolder runFolder(OffsetDateTime createdAt, String runId) {
        return new RunFolder(day(createdAt).resolve(runId));
    }

    /** Returns a run path, such as {@code 2026-03-26/20260326_214512_model}. */
    public String runPath(OffsetDateTime createdAt, String runId) {
        return RunId.day(createdAt) + "/" + runId;
    }

    /** Returns a path relative to the outputs folder, with {@code /} on every system. */
    public String relative(Path folder) {
        return outputs.relativize(folder).toString().replace('\\', '/');
    }
}
