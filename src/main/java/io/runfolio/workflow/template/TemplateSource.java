package io.runfolio.workflow.template;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runfolio.files.PathResolver;
import io.runfolio.files.StorageErrors;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import io.runfolio.json.YamlDocument;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads one file of the templates folder, in JSON or YAML, with its prompt files. Links are not followed. */
final class TemplateSource implements StepReader.Prompts {
    private static final int MAX_JSON_BYTES = 1 << 20;
    /** YAML has a smaller limit, as its scanner takes time that grows with the square of a line's length. */
    private static final int MAX_YAML_BYTES = 256 << 10;

    private static final int MAX_PROMPT_BYTES = 256 << 10;
    private static final ObjectMapper JSON =
            JsonMappers.strict(JsonLimits.DOCUMENT).build();

    private final Path file;
    private final String name;
    private final PathResolver folder;
    private final List<Path> prompts = new ArrayList<>();

    TemplateSource(Path file) {
        this.file = file;
        this.name = file.getFileName().toString();
        this.folder = new PathResolver(file.toAbsolutePath().getParent());
    }

    /** Returns whether a file of the folder is a template. */
    static boolean isTemplate(String name) {
        return !name.startsWith(".") && (name.endsWith(".json") || isYaml(name));
    }

    private static boolean isYaml(String name) {
        return name.endsWith(".yaml") || name.endsWith(".yml");
    }

    TemplateReader.Result read() {
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                return TemplateReader.Result.unusable(
                        Files.isSymbolicLink(file) ? "it is a link: links are not followed" : "it is not a file",
                        "put a file in its place");
            }
            int maxBytes = isYaml(name) ? MAX_YAML_BYTES : MAX_JSON_BYTES;
            // a link that has replaced the file meanwhile is not followed either
            try (InputStream stream = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
                byte[] bytes = stream.readNBytes(maxBytes + 1);
                return bytes.length > maxBytes
                        ? TemplateReader.Result.unusable(
                                "it has more than " + maxBytes + " bytes", "move its prompts into files (promptPath)")
                        : parse(bytes);
            }
        } catch (IOException e) {
            return TemplateReader.Result.unusable(
                    "it cannot be read: " + StorageErrors.reason(e), "correct its permissions");
        }
    }

    private TemplateReader.Result parse(byte[] bytes) throws IOException {
        try {
            JsonNode node = isYaml(name) ? YamlDocument.read(bytes, JsonLimits.DOCUMENT) : JSON.readTree(bytes);
            return TemplateReader.readNew(node, this);
        } catch (JsonProcessingException e) {
            String language = isYaml(name) ? "YAML" : "JSON";
            String line = e.getLocation() == null
                    ? ""
                    : ", in line " + e.getLocation().getLineNr();
            return TemplateReader.Result.unusable(
                    "it is not " + language + line + ": " + reason(e), "correct the line");
        }
    }

    /** Returns the parser's message without excerpts of the file, which begin with a space. */
    private static String reason(JsonProcessingException e) {
        return String.valueOf(e.getOriginalMessage())
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith(" "))
                .map(line -> line.replaceFirst(" \\(start marker.*", ""))
                .collect(Collectors.joining(", "));
    }

    /** Returns the prompt files that were asked for, also missing ones. */
    List<Path> prompts() {
        return List.copyOf(prompts);
    }

    @Override
    public Optional<String> read(String path, String field, TemplateErrors errors) {
        PathResolver.Resolved found = folder.resolve(path);
        if (found.status() == PathResolver.Status.REFUSED) {
            errors.add(field, "leads nowhere, as " + found.reason(), "write a path inside the templates folder");
            return Optional.empty();
        }
        prompts.add(found.path());
        try (InputStream in = folder.open(path)) {
            byte[] bytes = in.readNBytes(MAX_PROMPT_BYTES + 1);
            if (bytes.length <= MAX_PROMPT_BYTES) {
                return Optional.of(StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString());
            }
            errors.add(field, "names a file of more than " + MAX_PROMPT_BYTES + " bytes", "make it smaller");
        } catch (NoSuchFileException e) {
            errors.add(field, "names a file that is missing: " + path, "create it in the templates folder");
        } catch (CharacterCodingException e) {
            errors.add(field, "names a file that is not UTF-8: " + path, "save it in UTF-8");
        } catch (PathResolver.RefusedPathException e) {
            errors.add(field, "names no regular file: " + path, "put a file in its place; links are not followed");
        } catch (IOException e) {
            errors.add(
                    field, "names a file that cannot be read: " + StorageErrors.reason(e), "correct its permissions");
        }
        return Optional.empty();
    }
}
