package io.runfolio.index;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.bundle.RunFolder;
import io.runfolio.coordination.WriterLocks;
import io.runfolio.coordination.log.StoreLog;
import io.runfolio.files.AppendFile;
import io.runfolio.files.Checksums;
import io.runfolio.files.FlushFailedException;
import io.runfolio.files.LineScanner;
import io.runfolio.files.RegularFiles;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageException;
import io.runfolio.json.UnreadableRecordException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Review logs of bundles ({@code ledger.jsonl}): changes to a run's artifacts after sealing. Lines are appended under
 * the run's lock, over all threads and processes; a torn tail is quarantined. Thread-safe.
 *
 * <p>Before a line is written, the run path is appended to the {@link ChangeFeed} under the same lock. A reader of the
 * feed that reads each run under its lock therefore misses no change if a writer is killed.
 */
public final class ReviewLogs {
    private static final Logger LOG = LoggerFactory.getLogger(ReviewLogs.class);

    private final BundleLayout layout;
    private final WriterLocks locks;
    private final ChangeFeed feed;
    private volatile FlushFailedException broken;

    /** Opens the lock file below the outputs folder, and creates it if it is missing. */
    public ReviewLogs(BundleLayout layout) {
        this.layout = layout;
        locks = layout.coordination().writerLocks();
        feed = new ChangeFeed(layout);
    }

    /** Returns the whole lines of a log, without newlines; none if the file is missing. */
    public static List<byte[]> lines(Path ledger) {
        // checked first, as most bundles have no log and an exception is slow
        if (!ledger.toFile().exists()) {
            return List.of();
        }
        List<byte[]> lines = new ArrayList<>();
        refuseLink(ledger);
        try (InputStream in = RegularFiles.open(ledger)) {
            LineScanner.scan(in, 0, (offset, line) -> lines.add(line));
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw StorageErrors.translate(e, ledger + " could not be read");
        }
        return lines;
    }

    /** Refuses links and pipes, which lead out of the bundle. */
    private static void refuseLink(Path ledger) {
        if (Files.exists(ledger, LinkOption.NOFOLLOW_LINKS) && !RegularFiles.exists(ledger)) {
            throw new UnreadableRecordException(
                    ledger + " is not a regular file: replace the link by the file itself", null);
        }
    }

    /** Records the state of a log; a failure is only logged, as the lines are on disk already. */
    private void confirm(Path bundle, List<byte[]> lines) {
        MessageDigest digest = Checksums.newSha256();
        long bytes = 0;
        for (byte[] line : lines) {
            digest.update(line);
            digest.update((byte) '\n');
            bytes += line.length + 1;
        }
        try {
            String sha256 = Checksums.hex(digest);
            feed.confirm(new ChangeFeed.LogState(layout.relative(bundle), bytes, sha256));
        } catch (StorageException e) {
            LOG.warn("{}: its state could not be recorded in the change feed: {}", bundle, e.getMessage());
        }
    }

    /** Records the state of every log that the feed lacks, and returns their number. */
    public int recordMissing(BundleReader bundles) {
        Set<String> known = feed.after(0).runPaths();
        int noted = 0;
        for (Path bundle : bundles.scan()) {
            if (RegularFiles.exists(new RunFolder(bundle).reviewLog()) && !known.contains(layout.relative(bundle))) {
                recordState(bundle);
                noted++;
            }
        }
        return noted;
    }

    /** Records the state of a log that came with its bundle or is missing in the feed. */
    public void recordState(Path bundle) {
        Path ledger = new RunFolder(bundle).reviewLog();
        if (RegularFiles.exists(ledger)) {
            with(name(bundle), () -> {
                confirm(bundle, lines(ledger));
                return true;
            });
        }
    }

    /**
     * Appends to a bundle's log and flushes it.
     *
     * @param bundle the bundle's folder
     * @param more receives all lines under the lock and returns those to append; if it throws, nothing is appended
     * @throws io.runfolio.files.StorageFullException if no room is left
     * @throws FlushFailedException after a failed flush, as the state on disk is unknown
     * @throws io.runfolio.files.StorageException if the disk fails otherwise
     */
    public void append(Path bundle, Function<List<byte[]>, List<String>> more) {
        if (broken != null) {
            throw new FlushFailedException(broken.getMessage(), broken);
        }
        Path ledger = new RunFolder(bundle).reviewLog();
        refuseLink(ledger);
        Lines known = new Lines();
        try (AppendFile file = new AppendFile(ledger, locks.reviewLog(name(bundle)), true, known)) {
            boolean[] isCurrent = {false};
            int appended = 0;
            while (!isCurrent[0]) {
                appended += file.append(
                        () -> announced(bundle, following(bundle, List.copyOf(known.lines), more, isCurrent)));
            }
            if (appended > 0) {
                confirm(bundle, known.lines);
            }
        } catch (FlushFailedException e) {
            broken = e;
            throw e;
        }
    }

    /**
     * Appends the lines that other hosts have written to a working copy's log.
     *
     * @param bundle the bundle's folder
     */
    public void follow(Path bundle) {
        append(bundle, lines -> List.of());
    }

    /**
     * Returns the lines to append here. Where bundles are in an object store, those of other hosts come first, so that
     * whoever decides reads them in the bundle, too; and new ones are in the common log before they are here.
     *
     * @param isCurrent set if the log here had all lines, so that new ones were asked for
     */
    private List<String> following(
            Path bundle, List<byte[]> here, Function<List<byte[]>, List<String>> more, boolean[] isCurrent) {
        Optional<StoreLog> log = layout.coordination().storeLog();
        if (log.isEmpty()) {
            isCurrent[0] = true;
            return more.apply(here);
        }
        String runPath = layout.relative(bundle);
        List<String> common = log.get().ledger(runPath);
        List<String> missing = common.subList(Math.min(here.size(), common.size()), common.size());
        if (!missing.isEmpty()) {
            return missing;
        }
        isCurrent[0] = true;
        List<String> own = more.apply(here);
        if (!own.isEmpty()) {
            log.get().appendLedger(runPath, here.size(), own);
        }
        return own;
    }

    /** Runs some work while holding a run's lock. Not reentrant. */
    public <T> T with(String runId, Supplier<T> work) {
        return locks.reviewLog(runId).with(work);
    }

    /** Waits until all current appends are done; later ones are announced later. */
    public void awaitIdle() {
        locks.awaitIdleReviewLogs();
    }

    private List<String> announced(Path bundle, List<String> lines) {
        if (!lines.isEmpty()) {
            feed.announce(layout.relative(bundle));
        }
        return lines;
    }

    private static String name(Path bundle) {
        return bundle.getFileName().toString();
    }

    private static final class Lines extends LineListener {
        private final List<byte[]> lines = new ArrayList<>();

        @Override
        public void reset() {
            lines.clear();
        }

        @Override
        public boolean line(long offset, byte[] line) {
            return lines.add(line);
        }
    }
}
