package io.runfolio.bundle;

import io.runfolio.files.PathResolver;
import io.runfolio.json.RecordMapper;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.DerivativeSettings;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.extras.DerivedFile;
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
 * Data of a {@code redo} line: an output whose derivatives were made again after sealing.
 *
 * @param output position among the run's outputs, from 1
 * @param asset its new record; the fields of the original are as sealed, unless it was fetched after sealing
 * @param warnings warnings that replace those of the output
 * @param errors errors that replace those of the output
 * @param logs logs of child processes, relative to the bundle
 * @param settings settings that the derivatives were made with; null if with those of the run
 * @param replaced files made before from the same output, relative to the bundle, that the bundle no longer has
 */
public record RedoneOutput(
        Integer output,
        AssetRecord asset,
        List<String> warnings,
        List<String> errors,
        List<String> logs,
        DerivativeSettings settings,
        List<String> replaced) {
    /** Action of the lines. */
    static final String ACTION = "redo";

    private static final Pattern FILE = Pattern.compile("^.+\\.redo-[0-9a-f]{8}(_[a-z0-9_-]+)?\\..+");

    public RedoneOutput {
        warnings = warnings == null ? List.of() : List.copyOf(warnings);
        errors = errors == null ? List.of() : List.copyOf(errors);
        logs = logs == null ? List.of() : List.copyOf(logs);
        replaced = replaced == null
                ? List.of()
                : replaced.stream().filter(Objects::nonNull).toList();
    }

    /** Returns this line with the settings and the files that it replaces. */
    public RedoneOutput replacing(DerivativeSettings madeWith, List<String> files) {
        return new RedoneOutput(output, asset, warnings, errors, logs, madeWith, files);
    }

    /** Returns whether a redo made a file, by its name. */
    public static boolean isFile(Path file) {
        return FILE.matcher(file.getFileName().toString()).matches();
    }

    /** Returns the data of the line as a map. */
    @SuppressWarnings("unchecked") // a record's map has text keys
    public Map<String, Object> data() {
        return RecordMapper.convert(this, LinkedHashMap.class).orElseThrow();
    }

    /** Returns the files that the redo added, relative to the bundle. */
    public List<String> files() {
        Stream<String> original = Stream.ofNullable(asset.relativePath()).filter(path -> isFile(Path.of(path)));
        Stream<String> made = DerivedFile.of(asset).stream().map(DerivedFile::relativePath);
        return Stream.of(original, made, logs.stream())
                .flatMap(paths -> paths)
                .distinct()
                .toList();
    }

    /**
     * Returns whether the line fits a run. The output must exist, its original be the sealed one, and each path be
     * valid.
     */
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
        boolean fetched = before.bytes() == null && isFetched(asset.relativePath());
        return (same || fetched)
                && Stream.concat(files().stream(), Stream.of(asset.webPath(), asset.thumbPath(), asset.posterPath()))
                        .filter(Objects::nonNull)
                        .allMatch(path -> PathResolver.refusal(path).isEmpty());
    }

    private static boolean isFetched(String path) {
        return path != null && path.startsWith("original/") && isFile(Path.of(path));
    }

    /** Returns the run with this output in place of the sealed one. */
    RunArtifact over(RunArtifact run) {
        String prefix = stem(run.outputs().get(output - 1)) + ": ";
        List<AssetRecord> outputs = new ArrayList<>(run.outputs());
        outputs.set(output - 1, asset);
        return run.withOutputs(
                outputs, replaced(run.warnings(), prefix, warnings), replaced(run.errors(), prefix, errors));
    }

    /** Returns the name of an original without extension, as warnings and errors use it. */
    public static String stem(AssetRecord asset) {
        String name = Optional.ofNullable(asset.relativePath()).orElse("");
        String file = name.substring(name.lastIndexOf('/') + 1);
        String stem = file.lastIndexOf('.') > 0 ? file.substring(0, file.lastIndexOf('.')) : file;
        return stem.replaceFirst("\\.redo-[0-9a-f]{8}$", ""); // an original that was fetched after sealing
    }

    private static List<String> replaced(List<String> sealed, String prefix, List<String> now) {
        return Stream.concat(sealed.stream().filter(sentence -> !sentence.startsWith(prefix)), now.stream())
                .toList();
    }
}
