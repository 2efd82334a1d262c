package io.runfolio.api.form;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.api.ApiException;
import io.runfolio.api.ApiJson;
import io.runfolio.api.form.EventForm.FilePart;
import io.runfolio.files.Checksums;
import io.runfolio.upload.Upload;
import io.runfolio.upload.UploadReference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files of a form by the assets that name them.
 *
 * <p>The same event with the same files gets the same ids of uploads, so that a repeated form is the same event.
 *
 * @param event the event, with {@code upload:<id>} for each file
 * @param uploads the received files by the ids that they get
 */
public record FormFiles(JsonNode event, Map<String, Upload> uploads) {
    private static final String PART = "part:";
    private static final int ID_DIGITS = 32;

    /**
     * Resolves the names of files in an event: {@code part:<name>}, or the file name of a part.
     *
     * @throws ApiException if an asset names a part that is missing, or a file is not named by any asset
     */
    public static FormFiles of(EventForm form, String owner, JsonNode event) {
        String identity = owner + '\n' + Checksums.sha256(ApiJson.canonical(event));
        JsonNode request = event.has("specversion") ? event.path("data") : event;
        Map<String, Upload> uploads = new LinkedHashMap<>();
        List<FilePart> unused = new ArrayList<>(form.files());
        List<String> problems = new ArrayList<>();
        for (String list : List.of("inputs", "outputs")) {
            JsonNode assets = request.path(list);
            for (int i = 0; i < assets.size(); i++) {
                String path = assets.get(i).path("source_path").asText("");
                Optional<FilePart> part = find(form.files(), path);
                if (part.isPresent() && assets.get(i) instanceof ObjectNode asset) {
                    String id = id(identity, part.get());
                    uploads.put(id, part.get().upload());
                    unused.remove(part.get());
                    asset.put("source_path", UploadReference.SCHEME + id);
                } else if (path.startsWith(PART)) {
                    problems.add(list + "[" + i + "].source_path names the part " + path.substring(PART.length())
                            + ", which the form does not have");
                }
            }
        }
        unused.forEach(part -> problems.add(
                part.name() + " is a file that no source_path of the event names: write part:" + part.name()));
        if (!problems.isEmpty()) {
            throw ApiException.invalid("form_invalid", problems);
        }
        return new FormFiles(event, uploads);
    }

    private static Optional<FilePart> find(List<FilePart> files, String path) {
        return files.stream()
                .filter(file -> path.equals(PART + file.name()))
                .findFirst()
                .or(() -> files.stream()
                        .filter(file ->
                                !path.isEmpty() && path.equals(file.upload().fileName()))
                        .findFirst());
    }

    private static String id(String identity, FilePart part) {
        return Checksums.sha256(
                        identity + '\n' + part.name() + '\n' + part.upload().sha256())
                .substring(0, ID_DIGITS);
    }
}
