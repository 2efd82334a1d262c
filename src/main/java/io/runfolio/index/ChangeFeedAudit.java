package io.runfolio.index;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.bundle.RunFolder;
import io.runfolio.files.Checksums;
import io.runfolio.files.LineScanner;
import io.runfolio.files.RegularFiles;
import io.runfolio.files.StorageErrors;
import io.runfolio.json.RecordMapper;
import io.runfolio.json.UnreadableRecordException;
import io.runfolio.run.Finding;
import io.runfolio.store.BundleStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Compares the review logs of bundles with the states in the change feed. Read-only. */
public final class ChangeFeedAudit {
    private static final int BUFFER_BYTES = 1 << 16;

    private final BundleLayout layout;
    private final BundleReader reader;
    private final BundleStore store;
    private final List<Finding> findings = new ArrayList<>();
    /** Recorded states per run path, shortest first; empty if only its growth was announced. */
    private final Map<String, TreeMap<Long, String>> states = new LinkedHashMap<>();

    private ChangeFeedAudit(BundleLayout layout) {
        this.layout = layout;
        this.reader = new BundleReader(layout);
        this.store = layout.store();
    }

    /**
     * Reads the feed and the beginning of every review log that it names.
     *
     * @param bundles all bundles
     */
    public static List<Finding> check(BundleLayout layout, List<Path> bundles) {
        ChangeFeedAudit audit = new ChangeFeedAudit(layout);
        audit.feed();
        audit.states.forEach(audit::ledger);
        for (Path bundle : bundles) {
            if (RegularFiles.exists(new RunFolder(bundle).reviewLog())
                    && !audit.states.containsKey(layout.relative(bundle))) {
                audit.found(
                        "ledger_without_change",
                        layout.changes(),
                        "The change feed does not know the ledger of " + bundle.getFileName()
                                + "; run `runfolio doctor --repair`");
            }
        }
        return List.copyOf(audit.findings);
    }

    private void feed() {
        Path feed = layout.changes();
        try (InputStream in = Files.newInputStream(feed)) {
            long size = Files.size(feed);
            long end = LineScanner.scan(in, 0, this::line);
            if (end < size) {
                found("line_torn", feed, "The last " + (size - end) + " bytes are not a whole line");
            }
        } catch (NoSuchFileException e) {
            return; // no review log ever grew
        } catch (IOException e) {
            throw StorageErrors.translate(e, feed + " could not be read");
        }
    }

    private void line(long offset, byte[] line) {
        if (new String(line, StandardCharsets.UTF_8).isBlank()) {
            return;
        }
        Optional<ChangeFeed.LogState> state = state(line);
        if (state.isEmpty()) {
            found("line_unreadable", layout.changes(), "The line at byte " + offset + " is not a line of the feed");
            return;
        }
        TreeMap<Long, String> known = states.computeIfAbsent(state.get().runPath(), path -> new TreeMap<>());
        if (state.get().bytes() != null) {
            known.put(state.get().bytes(), state.get().sha256());
        }
    }

    private static Optional<ChangeFeed.LogState> state(byte[] line) {
        try {
            ChangeFeed.LogState state = RecordMapper.read(line, ChangeFeed.LogState.class);
            boolean whole = state.runPath() != null && (state.bytes() == null) == (state.sha256() == null);
            return whole ? Optional.of(state) : Optional.empty();
        } catch (UnreadableRecordException e) {
            return Optional.empty();
        }
    }

    private void ledger(String runPath, TreeMap<Long, String> noted) {
        String runId = runPath.substring(runPath.lastIndexOf('/') + 1);
        Optional<Path> named = store.folder(runPath);
        Optional<Path> bundle = named.or(() -> reader.find(runId));
        boolean elsewhere = named.isEmpty() && bundle.isPresent();
        if (elsewhere && states.containsKey(layout.relative(bundle.get()))) {
            found("change_misplaced", layout.changes(), "The change feed knows " + runId + " at " + runPath + ", too");
        } else if (bundle.isEmpty()) {
            found(
                    "change_without_bundle",
                    layout.changes(),
                    "The change feed knows " + runPath + ", which is not here");
        } else if (!noted.isEmpty()) {
            compare(new RunFolder(bundle.get()).reviewLog(), noted);
        }
    }

    private void compare(Path ledger, TreeMap<Long, String> noted) {
        if (!RegularFiles.exists(ledger)) {
            found("ledger_lost", ledger, "The ledger had " + noted.lastKey() + " bytes, and is not there");
            return;
        }
        MessageDigest digest = Checksums.newSha256();
        long position = 0;
        try (InputStream in = RegularFiles.open(ledger)) {
            for (Map.Entry<Long, String> state : noted.entrySet()) {
                position += read(in, digest, state.getKey() - position);
                if (position < state.getKey()) {
                    found("ledger_lost", ledger, "The ledger had " + noted.lastKey() + " bytes, and has " + position);
                    return;
                }
                MessageDigest soFar = (MessageDigest) digest.clone();
                if (!state.getValue().equals(Checksums.hex(soFar))) {
                    found(
                            "ledger_differs",
                            ledger,
                            "The first " + position + " bytes of the ledger are not those that " + layout.changes()
                                    + " noted: one of the two was edited");
                    return;
                }
            }
        } catch (IOException e) {
            found("file_unreadable", ledger, "The ledger cannot be read: " + StorageErrors.reason(e));
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("The JDK's SHA-256 can be cloned", e);
        }
    }

    private static long read(InputStream in, MessageDigest digest, long bytes) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        long left = bytes;
        int count;
        while (left > 0 && (count = in.read(buffer, 0, (int) Math.min(buffer.length, left))) > 0) {
            digest.update(buffer, 0, count);
            left -= count;
        }
        return bytes - left;
    }

    private void found(String code, Path path, String message) {
        findings.add(new Finding(code, path.toString(), message));
    }
}
