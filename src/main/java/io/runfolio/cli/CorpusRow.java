package io.runfolio.cli;

import io.runfolio.run.AssetRecord;
import io.runfolio.run.RunArtifact;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What became of one file of a corpus.
 *
 * @param file its path below the corpus
 * @param sniffedType its type by content, or empty
 * @param state {@code ready}, {@code unsupported}, {@code failed} or {@code skipped}; {@code refused} if there is no bundle, {@code lost} if there is not even a refusal
 * @param code why it is not ready, or empty
 * @param seconds wall clock from the start of its copy to its last derivative
 * @param warnings the run's warnings and errors
 * @param original its copy, relative to the folder we work in; empty if there is none
 * @param web likewise
 * @param thumb thumb or poster, likewise
 */
record CorpusRow(
        String file,
        String sniffedType,
        String state,
        String code,
        double seconds,
        List<String> warnings,
        String original,
        String web,
        String thumb) {
    static final String LOST = "lost";

    static CorpusRow bundled(CorpusFile file, RunArtifact run, String outputs) {
        AssetRecord asset = run.outputs().get(0);
        Map<?, ?> words = asset.metadata().get("runfolio") instanceof Map<?, ?> ours ? ours : Map.of();
        List<String> sentences = new ArrayList<>(run.warnings());
        sentences.addAll(run.errors());
        String folder = outputs + "/" + run.runDir() + "/";
        return new CorpusRow(
                file.name(),
                text(words, "sniffed_type")
                        .or(() -> Optional.ofNullable(asset.mimeType()))
                        .orElse(""),
                text(words, "state").orElse(LOST),
                text(words, "code").orElse(""),
                words.get("seconds") instanceof Number number ? number.doubleValue() : 0,
                List.copyOf(sentences),
                asset.bytes() == null ? "" : folder + asset.relativePath(),
                below(folder, asset.webPath()),
                below(folder, asset.thumbPath() == null ? asset.posterPath() : asset.thumbPath()));
    }

    static CorpusRow refused(CorpusFile file, String code, String message) {
        return new CorpusRow(file.name(), "", "refused", code, 0, List.of(message), "", "", "");
    }

    static CorpusRow lost(CorpusFile file) {
        return new CorpusRow(file.name(), "", LOST, "", 0, List.of(), "", "", "");
    }

    private static Optional<String> text(Map<?, ?> words, String key) {
        return words.get(key) instanceof String word ? Optional.of(word) : Optional.empty();
    }

    private static String below(String folder, String path) {
        return path == null ? "" : folder + path;
    }
}
