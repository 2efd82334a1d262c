package io.runfolio.mirror;

import io.runfolio.files.LineScanner;
import io.runfolio.files.StorageErrors;
import io.runfolio.json.RecordMapper;
import io.runfolio.mirror.ListSegments.Segment;
import io.runfolio.store.object.ObjectContent;
import io.runfolio.store.object.ObjectSender;
import io.runfolio.store.object.ObjectStore;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Copies append-only lists, such as the index, as segments. The last segment is sent again until it has a mebibyte, so
 * that a growing list costs no more than that for each pass. The manifest of a list is replaced last.
 */
final class ListCopier {
    private static final long FULL = 1 << 20;
    private static final long MAX_SEGMENT = 8 << 20;

    private final ObjectStore store;
    private final MirrorState state;
    private final ObjectSender sender;

    ListCopier(ObjectStore store, MirrorState state, ObjectSender sender) {
        this.store = store;
        this.state = state;
        this.sender = sender;
    }

    /** Returns the position after the last whole line of a file; 0 if it is missing or has no line. */
    static long lineEnd(Path file) {
        if (Files.notExists(file)) {
            return 0;
        }
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            return LineScanner.lastLineEnd(in);
        } catch (IOException e) {
            throw StorageErrors.translate(e, file + " could not be read");
        }
    }

    /**
     * Sends the first bytes of a list.
     *
     * @param end position after a whole line
     * @param thorough whether all earlier segments are compared with the file, instead of the last one
     */
    void copy(String name, Path file, long end, boolean thorough) {
        ListSegments known = known(name);
        long good = thorough ? unchangedEnd(known, file, end) : quickEnd(known, file, end);
        if (good == end && known.end() == end) {
            return;
        }
        long start = good;
        for (Segment one : known.segments()) {
            if (one.start() + one.bytes() == good && one.bytes() < FULL) {
                start = one.start();
            }
        }
        List<Segment> fresh = new ArrayList<>();
        for (long from = start; from < end; from += MAX_SEGMENT) {
            ObjectContent content = ObjectContent.of(file, from, Math.min(MAX_SEGMENT, end - from));
            sender.send(MirrorKeys.segment(name, from, content.sha256()), content);
            fresh.add(new Segment(from, content.bytes(), content.sha256()));
        }
        ListSegments now = known.replacedFrom(start, fresh);
        sender.send(MirrorKeys.list(name), RecordMapper.document(now));
        state.note(note(name), RecordMapper.line(now));
        known.segments().stream()
                .filter(old -> !now.segments().contains(old))
                .forEach(old -> store.delete(MirrorKeys.segment(name, old.start(), old.sha256())));
    }

    private ListSegments known(String name) {
        return state.note(note(name))
                .map(json -> RecordMapper.read(json.getBytes(StandardCharsets.UTF_8), ListSegments.class))
                .or(() -> store.head(MirrorKeys.list(name))
                        .map(found -> Manifests.read(store, MirrorKeys.list(name), ListSegments.class)))
                .orElse(ListSegments.NONE);
    }

    private static String note(String name) {
        return "list " + name;
    }

    /** Returns the position up to which the file has the segments' bytes. */
    private static long unchangedEnd(ListSegments known, Path file, long end) {
        long good = 0;
        for (Segment one : known.segments()) {
            if (!isUnchanged(one, file, end)) {
                break;
            }
            good = one.start() + one.bytes();
        }
        return good;
    }

    private static long quickEnd(ListSegments known, Path file, long end) {
        boolean same = known.segments().isEmpty() || isUnchanged(known.last(), file, end);
        return same ? known.end() : unchangedEnd(known, file, end);
    }

    private static boolean isUnchanged(Segment one, Path file, long end) {
        return one.start() + one.bytes() <= end
                && ObjectContent.of(file, one.start(), one.bytes()).sha256().equals(one.sha256());
    }
}
