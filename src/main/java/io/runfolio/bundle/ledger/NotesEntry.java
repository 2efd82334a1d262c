package io.runfolio.bundle.ledger;

import io.runfolio.files.Checksums;
import io.runfolio.json.RecordMapper;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Data of a {@code notes} line.
 *
 * @param text the notes of the run from now on; null if they stay as they are
 * @param markdown the whole content of {@code notes.md}, so that a replacement that was interrupted can be repeated
 */
public record NotesEntry(String text, String markdown) {

    static Optional<NotesEntry> of(BundleLine line) {
        return line.action() == BundleAction.NOTES
                ? RecordMapper.convert(line.data(), NotesEntry.class).filter(entry -> entry.markdown() != null)
                : Optional.empty();
    }

    /** Returns the line. */
    public BundleLine line(String by, String at) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("text", text);
        data.put("markdown", markdown);
        return new BundleLine(BundleAction.NOTES, by, at, data);
    }

    /** Returns the content of the file. */
    public byte[] document() {
        return markdown.getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the checksum of the file in lower-case hex. */
    public String sha256() {
        return Checksums.sha256(document());
    }
}
