package io.runfolio.bundle;

import io.runfolio.run.AssetRecord;
import io.runfolio.run.DerivativeRecord;
import io.runfolio.run.RunArtifact;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An output whose derivatives were made again after its run was sealed: the data of a {@code redo} line in a bundle's ledger.
 *
 * @param output its position among the run's outputs, from 1
 * @param asset its record from now on; what it says of the original is as sealed
 * @param warnings sentences for the run's warnings, in place of those that the output had
 * @param errors sentences for the run's errors, likewise
 * @param logs files of {@code logs/} with what child processes said, relative to the bundle
 */
public record RedoneOutput(
        Integer output, AssetRecord asset, List<String> warnings, List<String> errors, List<String> logs) {
    /** The word of the ledger's lines. */
    static final String ACTION = "redo";

    private static final Pattern FILE = Pattern.compile("^.+\\.redo-[0-9a-f]{8}(_poster)?\\..+");
    private static final Path ANYWHERE = Path.of("/bundle").toAbsolutePath();

    public RedoneOutput {
        warnings = warnings == null ? List.of() : List.copyOf(warnings);
        errors = errors == null ? List.of() : List.copyOf(errors);
        logs = logs == null ? List.of() : List.copyOf(logs);
    }

    /** Returns whether a file of a bundle was made by a redo, by its name. */
    public static boolean isFile(Path file) {
        return FILE.matcher(file.getFileName().toString()).matches();
    }

    /** Returns the data of a ledger line. */
    @SuppressWarnings("unchecked") // a record's map has text keys
    public Map<String, Object> data() {
        return RecordMapper.convert(this, LinkedHashMap.class).orElseThrow();
    }

    /** Returns all files that the line added to the bundle, relative to it. */
    public List<String> files() {
        return Stream.concat(asset.derivatives().stream().map(DerivativeRecord::relativePath), logs.stream())
                .toList();
    }

    /** Returns whether the line fits a run: the output is there, its original is the one that was sealed, and each file is in the bundle. */
    boolean fits(RunArtifact sealed) {
        if (output == null
                || asset == null
                || output < 1
                || output > sealed.outputs().size()) {
            return false;
        }
        AssetRecord before = sealed.outputs().get(output - 1);
        boolean same = Objects.equals(before.relativePath(), asset.relativePath())
                && Objects.equals(before.bytes(), asset.bytes())
                && Objects.equals(before.sha256(), asset.sha256());
        return same
                && Stream.concat(files().stream(), Stream.of(asset.webPath(), asset.thumbPath(), asset.posterPath()))
                        .filter(Objects::nonNull)
                        .allMatch(RedoneOutput::isInside);
    }

    /** Returns the run with this output in the place of the sealed one. */
    RunArtifact over(RunArtifact run) {
        String prefix = stem(run.outputs().get(output - 1)) + ": ";
        List<AssetRecord> outputs = new ArrayList<>(run.outputs());
        outputs.set(output - 1, asset);
        return run.with(outputs, replaced(run.warnings(), prefix, warnings), replaced(run.errors(), prefix, errors));
    }

    /** Returns the name of an output's original without its extension, as warnings and errors name it. */
    public static String stem(AssetRecord asset) {
        String name = Optional.ofNullable(asset.relativePath()).orElse("");
        String file = name.substring(name.lastIndexOf('/') + 1);
        return file.lastIndexOf('.') > 0 ? file.substring(0, file.lastIndexOf('.')) : file;
    }

    private static List<String> replaced(List<String> sealed, String prefix, List<String> now) {
        return Stream.concat(sealed.stream().filter(sentence -> !sentence.startsWith(prefix)), now.stream())
                .toList();
    }

    private static boolean isInside(String relative) {
        try {
            Path path = ANYWHERE.resolve(relative).normalize();
            return path.startsWith(ANYWHERE) && !path.equals(ANYWHERE);
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
