package io.runfolio.artifact.notes;

import io.runfolio.artifact.RunView;
import io.runfolio.artifact.RunViewReader;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.bundle.NotesMarkdown;
import io.runfolio.bundle.RunFolder;
import io.runfolio.bundle.ledger.BundleLedger;
import io.runfolio.bundle.ledger.LedgerTime;
import io.runfolio.bundle.ledger.NotesEntry;
import io.runfolio.files.Checksums;
import io.runfolio.files.PathResolver;
import io.runfolio.files.RegularFiles;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageException;
import io.runfolio.index.ReviewLogs;
import io.runfolio.json.RecordMapper;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/**
 * Writes {@code notes.md} of sealed runs again, from the record and the ledger.
 *
 * <p>A {@code notes} line with the whole new file is appended to the ledger first; then the file is replaced as a
 * whole. After a kill between both, the next call completes the replacement. Safe for use by several threads and
 * processes.
 */
public final class NotesService {
    /** Size of a ledger beyond which notes are refused, so that room is left for decisions and removals. */
    private static final long MAX_LEDGER_BYTES = 16 << 20;

    /** Length of the notes of one run. */
    public static final int MAX_CHARS = 100_000;

    private final BundleLayout layout;
    private final RunViewReader views;
    private final ReviewLogs ledgers;
    private final UnaryOperator<String> mask;
    private final Clock clock;

    /** @param mask masks secrets in new notes */
    public NotesService(BundleLayout layout, UnaryOperator<String> mask, Clock clock) {
        this.layout = layout;
        this.mask = mask;
        this.views = new RunViewReader(layout);
        this.ledgers = new ReviewLogs(layout);
        this.clock = clock;
    }

    /** Returns the notes of a run; empty if there is no such bundle. */
    public Optional<RunNotes> find(String runPath) {
        return bundle(runPath).map(bundle -> notes(bundle, false));
    }

    /**
     * Returns what {@link #write} would write.
     *
     * @param text the new notes; empty to write those that there are again
     */
    public Optional<RunNotes> preview(String runPath, Optional<String> text) {
        return bundle(runPath).map(bundle -> {
            BundleLedger ledger = BundleLedger.read(new RunFolder(bundle).reviewLog());
            NotesEntry entry = entry(bundle, text);
            return new RunNotes(
                    bundle.getFileName().toString(),
                    ledger.notes().size(),
                    text.orElseGet(() -> views.read(bundle).run().notes()),
                    entry.markdown(),
                    isNew(bundle, ledger, entry) || !isWritten(bundle, ledger));
        });
    }

    /**
     * Writes the notes; they are on disk when this returns.
     *
     * @param text the new notes; empty to write those that there are again
     * @param expected revision that the caller has seen, if it matters
     * @return empty if there is no such bundle
     * @throws NotesConflictException if the notes have another revision
     * @throws io.runfolio.files.StorageException on an I/O error; the call may be repeated
     */
    public Optional<RunNotes> write(String runPath, Optional<String> text, OptionalLong expected, String by) {
        Optional<Path> bundle = bundle(runPath);
        if (bundle.isEmpty()) {
            return Optional.empty();
        }
        boolean[] changed = {false};
        ledgers.append(bundle.get(), lines -> {
            BundleLedger ledger = BundleLedger.of(lines);
            long revision = ledger.notes().size();
            if (expected.isPresent() && expected.getAsLong() != revision) {
                throw new NotesConflictException(expected.getAsLong(), revision);
            }
            NotesEntry entry = entry(bundle.get(), text);
            changed[0] = isNew(bundle.get(), ledger, entry);
            if (changed[0] && lines.stream().mapToLong(line -> line.length).sum() > MAX_LEDGER_BYTES) {
                throw new StorageException(
                        new RunFolder(bundle.get()).reviewLog() + " has more than " + MAX_LEDGER_BYTES
                                + " bytes, as the notes were changed very often: they can be read only",
                        null);
            }
            return changed[0] ? List.of(RecordMapper.line(entry.line(by, now()))) : List.of();
        });
        boolean replaced = ledgers.with(name(bundle.get()), () -> complete(bundle.get()));
        return Optional.of(notes(bundle.get(), changed[0] || replaced));
    }

    /** Replaces the file if the ledger has another one. The caller holds the lock of the run's review log. */
    private boolean complete(Path bundle) {
        BundleLedger ledger = BundleLedger.read(new RunFolder(bundle).reviewLog());
        if (isWritten(bundle, ledger)) {
            return false;
        }
        NotesEntry last = ledger.lastNotes().orElseThrow();
        RunFolder folder = new RunFolder(bundle);
        layout.store().replace(layout.relative(bundle), folder.relative(folder.notes()), last.document());
        return true;
    }

    private NotesEntry entry(Path bundle, Optional<String> unmasked) {
        RunView now = views.read(bundle);
        Optional<String> text = unmasked.map(mask);
        String markdown = NotesMarkdown.of(text.map(now.run()::withNotes).orElse(now.run()), now.manifest());
        return new NotesEntry(text.orElse(null), markdown);
    }

    /** Returns whether a line is needed: the file, or the notes in it, are other ones. */
    private static boolean isNew(Path bundle, BundleLedger ledger, NotesEntry entry) {
        boolean isSameText = entry.text() == null
                || ledger.text()
                        .or(() -> Optional.ofNullable(
                                BundleReader.sealedRun(new RunFolder(bundle)).notes()))
                        .filter(entry.text()::equals)
                        .isPresent();
        boolean isSameFile = ledger.lastNotes()
                .map(last -> last.markdown().equals(entry.markdown()))
                .orElseGet(() -> entry.sha256().equals(sha256(bundle)));
        return !isSameText || !isSameFile;
    }

    private static boolean isWritten(Path bundle, BundleLedger ledger) {
        return ledger.lastNotes()
                .map(last -> last.sha256().equals(sha256(bundle)))
                .orElse(true);
    }

    private static String sha256(Path bundle) {
        try {
            return Checksums.sha256(RegularFiles.read(new RunFolder(bundle).notes(), RecordMapper.MAX_FILE_BYTES));
        } catch (NoSuchFileException | PathResolver.RefusedPathException e) {
            return "";
        } catch (IOException e) {
            throw StorageErrors.translate(e, "notes.md of " + bundle + " could not be read");
        }
    }

    private RunNotes notes(Path bundle, boolean isChanged) {
        BundleLedger ledger = BundleLedger.read(new RunFolder(bundle).reviewLog());
        RunView now = views.read(bundle);
        String markdown = ledger.lastNotes()
                .map(NotesEntry::markdown)
                .orElseGet(() -> NotesMarkdown.of(now.run(), now.manifest()));
        return new RunNotes(name(bundle), ledger.notes().size(), now.run().notes(), markdown, isChanged);
    }

    private Optional<Path> bundle(String runPath) {
        return layout.store().folder(runPath).filter(BundleReader::isBundle);
    }

    private static String name(Path bundle) {
        return bundle.getFileName().toString();
    }

    private String now() {
        return LedgerTime.of(clock.instant().truncatedTo(ChronoUnit.MILLIS));
    }
}
