package io.runfolio.index;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.bundle.RunFolder;
import io.runfolio.files.RegularFiles;
import io.runfolio.run.StorageErrors;
import io.runfolio.run.StorageException;
import io.runfolio.run.UnreadableRecordException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledgers in bundles: lines that tell what happened to a run's artifacts after it was sealed. They are appended under the run's lock, over all threads and processes; a torn tail is set aside. Safe
 * for use by several threads.
 *
 * <p>Before a line is written, the run's place goes to the {@link ChangeFeed}, under the same lock. So whoever follows the feed, and reads a run under its lock, misses nothing, wherever the writer is
 * killed; at worst it reads a run that did not change.
 */
public final class RunLedgers {
    private static final Logger LOG = LoggerFactory.getLogger(RunLedgers.class);
    private static final long POSITIONS = 1L << 62;

    private final BundleLayout layout;
    private final ProcessLock locks;
    private final ChangeFeed feed;
    private volatile IndexBrokenException broken;

    /** Opens the lock file below the outputs folder, and makes it if it is missing. */
    public RunLedgers(BundleLayout layout) {
        this.layout = layout;
        locks = IndexLocks.runs(layout);
        feed = new ChangeFeed(layout);
    }

    /** Returns a ledger's lines, without newlines; a torn last one is none. A file that is missing has none. */
    public static List<byte[]> lines(Path ledger) {
        // asked first: most bundles have none, and an exception takes longer than all else here
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

    /** A link or a pipe in the place of a ledger is neither read nor written to: both would reach beyond the bundle. */
    private static void refuseLink(Path ledger) {
        if (Files.exists(ledger, LinkOption.NOFOLLOW_LINKS) && !RegularFiles.exists(ledger)) {
            throw new UnreadableRecordException(
                    ledger + " is not a regular file: put the ledger itself in the place of the link", null);
        }
    }

    /** The lines are on disk already, so a failure here changes nothing for the caller. */
    private void confirm(Path bundle, List<byte[]> lines) {
        MessageDigest digest = KeyTable.sha256();
        long bytes = 0;
        for (byte[] line : lines) {
            digest.update(line);
            digest.update((byte) '\n');
            bytes += line.length + 1;
        }
        try {
            String sha256 = HexFormat.of().formatHex(digest.digest());
            feed.confirm(new ChangeFeed.LedgerState(layout.relative(bundle), bytes, sha256));
        } catch (StorageException e) {
            LOG.warn("{}: its state could not be noted in the change feed: {}", bundle, e.getMessage());
        }
    }

    /** Notes the state of every ledger that the feed does not know, and returns how many there were. */
    public int noteMissing(BundleReader bundles) {
        Set<String> known = feed.after(0).runPaths();
        int noted = 0;
        for (Path bundle : bundles.scan()) {
            if (RegularFiles.exists(new RunFolder(bundle).ledger()) && !known.contains(layout.relative(bundle))) {
                note(bundle);
                noted++;
            }
        }
        return noted;
    }

    /** Notes the state of a ledger that came with its bundle or is missing in the feed; does nothing without a ledger. */
    public void note(Path bundle) {
        Path ledger = new RunFolder(bundle).ledger();
        if (RegularFiles.exists(ledger)) {
            with(name(bundle), () -> {
                confirm(bundle, lines(ledger));
                return true;
            });
        }
    }

    /**
     * Appends to a bundle's ledger; when this returns, the lines are on disk.
     *
     * @param bundle the bundle's folder
     * @param more is given all lines there are once no one else can append, and returns those to append; what it throws, this throws, and nothing is appended
     * @throws io.runfolio.run.StorageFullException if no room is left
     * @throws IndexBrokenException once a flush has failed: nobody knows what is on disk
     * @throws io.runfolio.run.StorageException if the disk fails otherwise
     */
    public void append(Path bundle, Function<List<byte[]>, List<String>> more) {
        if (broken != null) {
            throw new IndexBrokenException(broken.getMessage(), broken);
        }
        Path ledger = new RunFolder(bundle).ledger();
        refuseLink(ledger);
        Lines known = new Lines();
        try (AppendFile file = new AppendFile(ledger, locks, position(name(bundle)), true, known)) {
            if (file.append(() -> announced(bundle, more.apply(List.copyOf(known.lines)))) > 0) {
                confirm(bundle, known.lines);
            }
        } catch (IndexBrokenException e) {
            broken = e;
            throw e;
        }
    }

    /** Does some work while no one else appends to a run's ledger; a thread must not ask for a run that it holds. */
    public <T> T with(String runId, Supplier<T> work) {
        return locks.with(position(runId), work);
    }

    /** Waits until those who are appending to the ledger of any run now are done; who begins later announces it later. */
    public void settle() {
        locks.settle(POSITIONS);
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

    private static long position(String runId) {
        byte[] hash = KeyTable.sha256().digest(runId.getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.wrap(hash).getLong() & POSITIONS - 1;
    }

    private static final class Lines implements AppendFile.Reader {
        private final List<byte[]> lines = new ArrayList<>();

        @Override
        public void reset() {
            lines.clear();
        }

        @Override
        public boolean line(long offset, byte[] line) {
            return lines.add(line);
        }

        @Override
        public void cut(long from) {}
    }
}
