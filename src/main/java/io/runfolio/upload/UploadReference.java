package io.runfolio.upload;

import io.runfolio.run.AssetSource;
import io.runfolio.run.RunRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reference of an event to an upload: {@code upload:<id>}.
 *
 * @param id 32 lower-case hex digits
 * @param field field of the event, such as {@code outputs[0].source_path}
 */
public record UploadReference(String id, String field) {
    public static final String SCHEME = "upload:";

    private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");

    /** Returns whether a text has the form of an id. */
    public static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /** Returns whether a source path refers to an upload; its id may be invalid. */
    public static boolean isReference(String sourcePath) {
        return sourcePath.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    /** Returns the id in a source path; empty if it refers to no upload or its id has another form. */
    public static Optional<String> id(String sourcePath) {
        return isReference(sourcePath)
                ? Optional.of(sourcePath.substring(SCHEME.length()).toLowerCase(Locale.ROOT))
                        .filter(UploadReference::isId)
                : Optional.empty();
    }

    /** Returns the references of a request, inputs first. */
    public static List<UploadReference> of(RunRequest request) {
        List<UploadReference> references = new ArrayList<>();
        add(references, "inputs", request.inputs());
        add(references, "outputs", request.outputs());
        return references;
    }

    private static void add(List<UploadReference> references, String list, List<AssetSource> assets) {
        for (int i = 0; i < assets.size(); i++) {
            String field = list + "[" + i + "].source_path";
            id(assets.get(i).sourcePath()).ifPresent(id -> references.add(new UploadReference(id, field)));
        }
    }
}
