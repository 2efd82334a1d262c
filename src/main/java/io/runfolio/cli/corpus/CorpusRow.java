package io.runfolio.cli.corpus;

import io.runfolio.run.AssetRecord;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.extras.AssetExtras;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Outcome of one file of a corpus.
 *
 * @param file its path below the corpus
 * @param sniffedType its type by content, or empty
 * @param state {@code ready}, {@code unsupported}, {@code failed} or {@code skipped}; {@code refused} if there is no
 *     bundle, {@code lost} if there is not even a refusal
 * @param code why it is not ready, or empty
 * @param seconds wall clock from the start of its copy to its last derivative
 * @param warnings the run's warnings and errors
 * @param original its copy, relative to the folder we work in; empty if absent
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
        AssetExtras extras = AssetExtras.of(asset);
        List<String> sentences = new ArrayList<>(run.warnings());
        sentences.addAll(run.errors());
        String folder = outputs + "/" + run.runDir() + "/";
        return new CorpusRow(
                file.name(),
                extras.sniffedType()
                        .or(() -> Optional.ofNullable(asset.mimeType()))
                        .orElse(""),
                extras.state().orElse(LOST),
                extras.code().orElse(""),
                extras.seconds(),
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

    private static String below(String folder, String path) {
        return path == null ? "" : folder + path;
    }
}
