package io.runfolio.hooks.watch;

import io.runfolio.run.extras.JsonMap;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Places of output files: below the output folder of the server if the worker can read it, else URLs. */
final class ComfyFiles {
    private final Optional<Path> folder;

    ComfyFiles(Optional<Path> folder) {
        this.folder = folder.map(path -> path.toAbsolutePath().normalize());
    }

    /** Sets the paths of the outputs of a request. Previews are not in the output folder and keep their URLs. */
    void locate(Map<String, Object> request) {
        if (folder.isPresent() && request.get("outputs") instanceof List<?> outputs) {
            request.put(
                    "outputs",
                    outputs.stream()
                            .map(output -> located(JsonMap.of(output).toMap()))
                            .toList());
        }
    }

    private Map<String, Object> located(Map<String, Object> output) {
        Optional<Path> path = Optional.ofNullable(output.get("source_url"))
                .filter(String.class::isInstance)
                .map(url -> parameters((String) url))
                .filter(parameters -> "output".equals(parameters.get("type")))
                .flatMap(this::path);
        Map<String, Object> located = new LinkedHashMap<>(output);
        path.ifPresent(file -> located.put("source_path", file.toString()));
        return located;
    }

    private Optional<Path> path(Map<String, String> parameters) {
        try {
            Path file = folder.orElseThrow()
                    .resolve(parameters.getOrDefault("subfolder", ""))
                    .resolve(parameters.getOrDefault("filename", ""))
                    .normalize();
            return Optional.of(file).filter(path -> path.startsWith(folder.get()));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static Map<String, String> parameters(String url) {
        Map<String, String> parameters = new LinkedHashMap<>();
        String query = Optional.ofNullable(URI.create(url).getRawQuery()).orElse("");
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                parameters.put(
                        pair.substring(0, equals),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return parameters;
    }
}
