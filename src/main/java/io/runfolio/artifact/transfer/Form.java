package io.runfolio.artifact.transfer;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What of an artifact can be exported beside its sidecar. */
public enum Form {
    /** The output's original, byte for byte. */
    ORIGINAL("original"),
    /** The model's own output, byte for byte: of an output that was made from another by post-processing that other's original, else the output's own. */
    RAW("raw"),
    /** The picture as PNG, in its own size; of a clip, its poster. */
    PNG("png"),
    /** The web derivative as it stands in the bundle. */
    WEB("webp"),
    /** The whole bundle, which {@link Importer} takes in elsewhere. */
    BUNDLE("bundle");

    private final String word;

    Form(String word) {
        this.word = word;
    }

    /** Returns the words for all forms. */
    public static List<String> words() {
        return Stream.of(values()).map(form -> form.word).toList();
    }

    /** Returns the form that a word names, in any case; {@code web} stands for {@code webp}, as clips have an MP4 there. */
    public static Optional<Form> of(String word) {
        String plain = word.strip().toLowerCase(Locale.ROOT);
        return Stream.of(values())
                .filter(form -> form.word.equals(plain) || form == WEB && plain.equals("web"))
                .findFirst();
    }
}
