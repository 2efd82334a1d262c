package io.runfolio.bundle;

import io.runfolio.files.PrivateFiles;
import io.runfolio.json.RecordMapper;
import io.runfolio.run.RunRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Optional files of a bundle, each written if the event has its content. Paths are relative to the bundle.
 *
 * @param prompt the raw prompt
 * @param promptEnhanced the enhanced prompt
 * @param request the request to the generator
 * @param logs all files in {@code logs/}, by name
 */
record OptionalBundleFiles(
        Optional<String> prompt, Optional<String> promptEnhanced, Optional<String> request, Map<String, String> logs) {
    private static final String SUBMIT_PAYLOAD = "submit_payload.json";
    private static final String SUBMIT_RESPONSE = "submit_response.json";
    private static final String FINAL_STATUS = "status_response_final.json";

    /** Writes the files without flushing them. */
    static OptionalBundleFiles write(RunFolder folder, RunRequest request) throws IOException {
        Optional<String> prompt =
                text(folder, folder.prompt(), request.prompts().raw());
        Optional<String> enhanced =
                text(folder, folder.promptEnhanced(), request.prompts().enhanced());
        Optional<String> sent = json(folder, folder.request(), request.requestPayload());
        Map<String, String> logs = new LinkedHashMap<>();
        log(folder, logs, SUBMIT_PAYLOAD, request.submitPayload());
        log(folder, logs, SUBMIT_RESPONSE, request.submitResponse());
        log(folder, logs, FINAL_STATUS, request.finalStatusResponse());
        for (String name : names(folder.logs())) {
            logs.putIfAbsent(name, folder.relative(folder.logs().resolve(name)));
        }
        return new OptionalBundleFiles(prompt, enhanced, sent, logs);
    }

    Optional<String> submitPayload() {
        return Optional.ofNullable(logs.get(SUBMIT_PAYLOAD));
    }

    Optional<String> submitResponse() {
        return Optional.ofNullable(logs.get(SUBMIT_RESPONSE));
    }

    Optional<String> finalStatus() {
        return Optional.ofNullable(logs.get(FINAL_STATUS));
    }

    private static Optional<String> text(RunFolder folder, Path file, String text) throws IOException {
        if (text == null || text.isEmpty()) {
            return Optional.empty();
        }
        // Files.writeString refuses half of a surrogate pair, which JSON can contain
        PrivateFiles.write(file, text.getBytes(StandardCharsets.UTF_8));
        return Optional.of(folder.relative(file));
    }

    private static Optional<String> json(RunFolder folder, Path file, Object payload) throws IOException {
        if (payload == null) {
            return Optional.empty();
        }
        PrivateFiles.write(file, RecordMapper.document(payload));
        return Optional.of(folder.relative(file));
    }

    private static void log(RunFolder folder, Map<String, String> logs, String name, Object payload)
            throws IOException {
        json(folder, folder.logs().resolve(name), payload).ifPresent(path -> logs.put(name, path));
    }

    private static TreeSet<String> names(Path folder) throws IOException {
        TreeSet<String> names = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            files.forEach(file -> names.add(file.getFileName().toString()));
        }
        return names;
    }
}
