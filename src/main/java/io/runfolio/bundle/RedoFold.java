package io.runfolio.bundle;

import io.runfolio.bundle.ledger.LedgerText;
import io.runfolio.json.RecordMapper;
import io.runfolio.run.ArtifactClass;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.extras.DerivedFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Folds the {@code redo} lines of a review log over the sealed records. The last line of an output counts; lines that
 * do not fit the run are ignored.
 */
final class RedoFold {
    private static final List<String> MARKS = List.of("\"" + RedoneOutput.ACTION + "\"");

    private RedoFold() {}

    /** Fields of a line that the fold reads. */
    private record Line(String action, Map<String, Object> data) {}

    /** Returns the redo lines, oldest first. */
    static List<RedoneOutput> lines(RunFolder folder) {
        return LedgerText.read(folder.reviewLog()).stream()
                .flatMap(line -> redone(line).stream())
                .toList();
    }

    private static Optional<RedoneOutput> redone(String line) {
        return LedgerText.parse(line, MARKS, Line.class)
                .filter(read -> RedoneOutput.ACTION.equals(read.action()))
                .flatMap(read -> RecordMapper.convert(read.data(), RedoneOutput.class));
    }

    /** Returns the current run. */
    static RunArtifact over(RunFolder folder, RunArtifact sealed) {
        RunArtifact run = sealed;
        for (RedoneOutput redone : lines(folder)) {
            run = redone.fits(sealed) ? redone.over(run) : run;
        }
        return run;
    }

    /**
     * Returns the current artifact records.
     *
     * @param run the current run
     */
    static List<ArtifactRecord> over(RunFolder folder, RunArtifact run, List<ArtifactRecord> sealed) {
        Map<Integer, RedoneOutput> last = new LinkedHashMap<>();
        lines(folder).stream().filter(redone -> redone.fits(run)).forEach(redone -> last.put(redone.output(), redone));
        if (last.isEmpty()) {
            return sealed;
        }
        RawOutputLinks rawOutputLinks = RawOutputLinks.of(run.outputs());
        List<ArtifactRecord> records = new ArrayList<>();
        for (ArtifactRecord record : sealed) {
            int position = records.size() + 1;
            boolean rawToo = rawOutputLinks
                    .rawOf(position)
                    .filter(raw -> last.values().stream()
                            .anyMatch(redone -> redone.asset().equals(raw)))
                    .isPresent();
            records.add(last.containsKey(position) || rawToo ? redone(record, run, position, rawOutputLinks) : record);
        }
        return List.copyOf(records);
    }

    /**
     * Returns the files that later ones replaced: the bundle may lack them. Only web and thumb files that a record of
     * the same output names, and that no record names any more, can be replaced, whatever a line says.
     */
    static Set<String> replaced(RunFolder folder, RunArtifact sealed) {
        Set<String> replaced = new HashSet<>();
        Map<Integer, Set<String>> made = new HashMap<>();
        for (RedoneOutput redone : lines(folder)) {
            if (redone.fits(sealed)) {
                Set<String> before = made.computeIfAbsent(redone.output(), output -> derived(sealed, output));
                redone.replaced().stream().filter(before::contains).forEach(replaced::add);
                List<String> now = paths(redone.asset());
                now.forEach(replaced::remove);
                before.addAll(now);
            }
        }
        replaced.removeAll(named(folder, sealed));
        return replaced;
    }

    /** Returns the files that a record names now. */
    private static Set<String> named(RunFolder folder, RunArtifact sealed) {
        RunArtifact now = over(folder, sealed);
        Set<String> named = new HashSet<>();
        Stream.concat(now.inputs().stream(), now.outputs().stream()).forEach(asset -> {
            named.add(asset.relativePath());
            named.addAll(paths(asset));
        });
        return named;
    }

    private static Set<String> derived(RunArtifact sealed, int output) {
        return new HashSet<>(paths(sealed.outputs().get(output - 1)));
    }

    private static List<String> paths(AssetRecord asset) {
        return DerivedFile.of(asset).stream()
                .map(DerivedFile::relativePath)
                .filter(path -> path != null && (path.startsWith("web/") || path.startsWith("thumb/")))
                .toList();
    }

    private static ArtifactRecord redone(
            ArtifactRecord record, RunArtifact run, int position, RawOutputLinks rawOutputLinks) {
        AssetRecord asset = run.outputs().get(position - 1);
        Map<String, Object> content = new LinkedHashMap<>(record.content());
        boolean video = ArtifactClass.VIDEO.isNamed(record.artifactClass());
        if ((video || ArtifactClass.VISUAL.isNamed(record.artifactClass()))
                && record.id() != null
                && record.artifactType() != null) {
            AssetRecord raw = rawOutputLinks.rawOf(position).orElse(asset);
            content.putAll(ArtifactContent.media(record.id(), record.artifactType(), video, asset, raw));
        }
        Map<String, Object> metadata = new LinkedHashMap<>(record.metadata());
        metadata.put("format", asset.mimeType());
        return record.with(ArtifactRecordFactory.state(asset), content, metadata);
    }
}
