package io.runfolio.bundle;

import io.runfolio.files.PathResolver;
import io.runfolio.files.RegularFiles;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.StorageErrors;
import io.runfolio.run.UnreadableRecordException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Folds the {@code redo} lines of a bundle's ledger over its sealed records. The last line of an output counts; what does not fit the run is passed over. */
final class RedoFold {
    private static final String MARK = "\"" + RedoneOutput.ACTION + "\"";

    private RedoFold() {}

    /** Fields of a ledger line that the fold reads. */
    private record Line(String action, Map<String, Object> data) {}

    /** Returns the outputs that were made again, oldest line first. */
    static List<RedoneOutput> lines(RunFolder folder) {
        // asked first: most bundles have no ledger, and an exception takes longer than all else here
        if (!folder.ledger().toFile().exists()) {
            return List.of();
        }
        try {
            String text = new String(
                    RegularFiles.read(folder.ledger(), RecordMapper.MAX_FILE_BYTES), StandardCharsets.ISO_8859_1);
            if (!text.contains(MARK)) {
                return List.of();
            }
            String whole = text.substring(0, text.lastIndexOf('\n') + 1);
            return whole.lines()
                    .filter(line -> line.contains(MARK))
                    .map(RedoFold::redone)
                    .flatMap(Optional::stream)
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (PathResolver.RefusedPathException e) {
            throw new UnreadableRecordException(folder.ledger() + " cannot be read: " + e.getMessage(), e);
        } catch (IOException e) {
            throw StorageErrors.translate(e, folder.ledger() + " could not be read");
        }
    }

    private static Optional<RedoneOutput> redone(String line) {
        try {
            Line read = RecordMapper.read(line.getBytes(StandardCharsets.ISO_8859_1), Line.class);
            return RedoneOutput.ACTION.equals(read.action())
                    ? RecordMapper.convert(read.data(), RedoneOutput.class)
                    : Optional.empty();
        } catch (UnreadableRecordException e) {
            return Optional.empty();
        }
    }

    /** Returns the run as it is now. */
    static RunArtifact over(RunFolder folder, RunArtifact sealed) {
        RunArtifact run = sealed;
        for (RedoneOutput redone : lines(folder)) {
            run = redone.fits(sealed) ? redone.over(run) : run;
        }
        return run;
    }

    /**
     * Returns the artifact records as they are now.
     *
     * @param run the run as it is now
     */
    static List<ArtifactRecord> over(RunFolder folder, RunArtifact run, List<ArtifactRecord> sealed) {
        Map<Integer, RedoneOutput> last = new LinkedHashMap<>();
        lines(folder).stream().filter(redone -> redone.fits(run)).forEach(redone -> last.put(redone.output(), redone));
        if (last.isEmpty()) {
            return sealed;
        }
        Processing processing = Processing.of(run.outputs());
        List<ArtifactRecord> records = new ArrayList<>();
        for (ArtifactRecord record : sealed) {
            int position = records.size() + 1;
            boolean rawToo = processing
                    .rawOf(position)
                    .filter(raw -> last.values().stream()
                            .anyMatch(redone -> redone.asset().equals(raw)))
                    .isPresent();
            records.add(last.containsKey(position) || rawToo ? redone(record, run, position, processing) : record);
        }
        return List.copyOf(records);
    }

    private static ArtifactRecord redone(ArtifactRecord record, RunArtifact run, int position, Processing processing) {
        AssetRecord asset = run.outputs().get(position - 1);
        Map<String, Object> content = new LinkedHashMap<>(record.content());
        boolean video = "video".equals(record.artifactClass());
        if ((video || "visual".equals(record.artifactClass()))
                && record.id() != null
                && record.artifactType() != null) {
            AssetRecord raw = processing.rawOf(position).orElse(asset);
            content.putAll(ArtifactContent.media(record.id(), record.artifactType(), video, asset, raw));
        }
        Map<String, Object> metadata = new LinkedHashMap<>(record.metadata());
        metadata.put("format", asset.mimeType());
        return record.with(ArtifactRecords.state(asset), content, metadata);
    }
}
