package io.runfolio.media;

import io.runfolio.media.MediaResult.Problem;
import io.runfolio.run.AssetKind;
import io.runfolio.run.AssetState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/** Collects facts, details, warnings and child output of one file until its result is known. Not thread-safe. */
public final class MediaReport {
    private static final int MAX_EXTENSION_LENGTH = 12;

    private final Map<String, Object> details = new LinkedHashMap<>();
    private final List<MediaPreview> previews = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final StringBuilder log = new StringBuilder();
    private MediaFacts facts = MediaFacts.unknown();

    /** Adds a value to the asset's {@code metadata.runfolio}; it replaces one of the same name. */
    public void detail(String name, Object value) {
        details.put(name, value);
    }

    /** Adds a sentence for the run's {@code warnings}, once. */
    public void warn(String sentence) {
        if (!warnings.contains(sentence)) {
            warnings.add(sentence);
        }
    }

    /** Adds a file for previews that has been written. */
    public void preview(MediaPreview made) {
        previews.add(made);
    }

    /** Adds output of a child process, for the run's logs. */
    public void log(String output) {
        log.append(output);
    }

    public void facts(MediaFacts known) {
        facts = known;
    }

    /** Replaces the duration. */
    public void duration(double seconds) {
        facts = new MediaFacts(
                facts.kind(),
                facts.mimeType(),
                facts.width(),
                facts.height(),
                OptionalDouble.of(seconds),
                facts.codecName());
    }

    /** Records the type that the file's content has. */
    public void type(SniffedType type) {
        detail("sniffed_type", type.mimeType());
        facts = new MediaFacts(
                Optional.of(type.kind()),
                Optional.of(type.mimeType()),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalDouble.empty(),
                Optional.empty());
    }

    /** Records the size of a picture as displayed, in pixels. */
    public void pictureSize(int width, int height) {
        facts = new MediaFacts(
                Optional.of(AssetKind.IMAGE),
                facts.mimeType(),
                OptionalInt.of(width),
                OptionalInt.of(height),
                facts.durationSeconds(),
                Optional.empty());
    }

    /**
     * Warns if a file name has an extension that its content does not have.
     *
     * @param name the file name at its origin; null if it is not known
     * @param extensions the extensions of the content's type, in lower case and without the dot
     */
    public void checkExtension(String name, SniffedType type, Set<String> extensions) {
        int dot = name == null ? -1 : name.lastIndexOf('.');
        if (dot < 0) {
            return;
        }
        String extension = name.substring(dot + 1).toLowerCase(Locale.ROOT);
        if (!extensions.contains(extension)) {
            detail("extension_mismatch", true);
            warn("The file's name ends in ." + printable(extension) + ", but its content is " + type.mimeType() + ".");
        }
    }

    private static String printable(String extension) {
        String plain = extension.replaceAll("[^a-z0-9]", "?");
        return plain.substring(0, Math.min(MAX_EXTENSION_LENGTH, plain.length()));
    }

    public MediaFacts facts() {
        return facts;
    }

    public Map<String, Object> details() {
        return details;
    }

    public List<String> warnings() {
        return warnings;
    }

    /** Returns the output of all child processes; empty text without any. */
    public String log() {
        return log.toString();
    }

    /** Returns the result of a file whose derivatives were written. */
    public MediaResult ready(List<Derivative> derivatives) {
        return result(AssetState.READY, Optional.empty(), derivatives);
    }

    /** Returns the result of a file that has no derivatives. */
    public MediaResult notReady(AssetState state, Problem problem) {
        return result(state, Optional.of(problem), List.of());
    }

    private MediaResult result(AssetState state, Optional<Problem> problem, List<Derivative> derivatives) {
        return new MediaResult(state, problem, facts, derivatives, previews, warnings, details);
    }
}
