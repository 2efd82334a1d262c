package io.runfolio.workflow.step;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.files.PathResolver;
import io.runfolio.files.PrivateFiles;
import io.runfolio.files.RandomIds;
import io.runfolio.files.StorageErrors;
import io.runfolio.json.GatheredFieldErrors;
import io.runfolio.json.JsonObjectReader;
import io.runfolio.json.TextForm;
import io.runfolio.run.AssetKind;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Files of one answer: paths inside the work folder, and data that is written there later. */
final class AnswerFiles {
    private static final int MAX_FILES = 1_000;
    private static final int ID_BYTES = 4;
    private static final String DEFAULT_ROLE = "output";
    private static final TextForm KIND = TextForm.oneOf(AssetKind.jsonNames());
    private static final TextForm ROLE =
            TextForm.matching(Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,59}"), "1 to 60 letters, digits, . _ or -");
    private static final TextForm MIME_TYPE = TextForm.matching(
            Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9!#$&^_.+-]{0,99}/[a-zA-Z0-9][a-zA-Z0-9!#$&^_.+-]{0,99}"),
            "a media type such as image/png");

    private final Path folder;
    private final PathResolver resolver;
    private final List<Entry> entries = new ArrayList<>();

    /** @param data content to be written to the path; null if the endpoint has written it */
    private record Entry(Path path, byte[] data, String kind, String mimeType, String role) {}

    /** Reads the field {@code files} of an answer and reports what cannot be used. */
    AnswerFiles(Path folder, JsonObjectReader answer) {
        this.folder = folder.toAbsolutePath().normalize();
        this.resolver = new PathResolver(folder);
        answer.objects("files", 0, MAX_FILES, "a list of at most " + MAX_FILES + " objects")
                .forEach(this::add);
    }

    private void add(JsonObjectReader file) {
        Optional<String> path = file.text("path", TextForm.NOT_BLANK);
        Optional<String> data = file.text("data", TextForm.ANY);
        Optional<String> kind = file.text("kind", KIND);
        Optional<String> mimeType = file.text("mimeType", MIME_TYPE);
        String role = file.text("role", ROLE).orElse(DEFAULT_ROLE);
        file.refuseUnread();
        if (path.isPresent() == data.isPresent()) {
            file.refuse("path", "or data is required, and not both");
            return;
        }
        Optional<byte[]> bytes = data.flatMap(text -> decode(text, file));
        Optional<Path> place = path.isPresent()
                ? path.flatMap(text -> resolve(text, file))
                : bytes.map(content -> folder.resolve(name(mimeType)));
        place.ifPresent(found -> entries.add(new Entry(
                found,
                bytes.orElse(null),
                kind.orElseGet(() -> FileTypes.kind(mimeType, found)),
                mimeType.orElse(null),
                role)));
    }

    private String name(Optional<String> mimeType) {
        return "answer-" + (entries.size() + 1) + "-" + RandomIds.hex(ID_BYTES) + FileTypes.extension(mimeType);
    }

    private static Optional<byte[]> decode(String data, JsonObjectReader file) {
        try {
            return Optional.of(Base64.getDecoder().decode(data));
        } catch (IllegalArgumentException e) {
            file.refuse("data", "must be base64");
            return Optional.empty();
        }
    }

    private Optional<Path> resolve(String text, JsonObjectReader file) {
        Optional<String> relative = relative(text);
        if (relative.isEmpty()) {
            file.refuse("path", "must be inside the work folder");
            return Optional.empty();
        }
        PathResolver.Resolved found = resolver.resolve(relative.get());
        switch (found.status()) {
            case FILE -> {
                return Optional.of(found.path());
            }
            case MISSING -> file.refuse("path", "names no file of the work folder");
            case FOLDER -> file.refuse("path", "names a folder");
            case SPECIAL -> file.refuse("path", "must be a file and not a link, in the work folder itself");
            default -> file.refuse("path", "must be inside the work folder: " + found.reason());
        }
        return Optional.empty();
    }

    /** Returns a path relative to the work folder; empty if it is absolute and outside. */
    private Optional<String> relative(String text) {
        try {
            Path path = Path.of(text);
            if (!path.isAbsolute()) {
                return Optional.of(text);
            }
            Path plain = path.normalize();
            // a program sees the real path of its folder
            Path base = plain.startsWith(folder) ? folder : PathResolver.realPath(folder);
            return plain.startsWith(base) ? Optional.of(base.relativize(plain).toString()) : Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.of(text); // the resolver has the reason
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The work folder cannot be read");
        }
    }

    /**
     * Checks files that a bean names.
     *
     * @throws StepFailedException if one is not in the work folder
     */
    static void check(List<StepFile> files, Path folder) {
        GatheredFieldErrors errors = new GatheredFieldErrors();
        ArrayNode paths = JsonNodeFactory.instance.arrayNode();
        files.forEach(file -> paths.addObject()
                .put("path", file.path().toString())
                .put("kind", file.kind())
                .put("mimeType", file.mimeType())
                .put("role", file.role()));
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.set("files", paths);
        new AnswerFiles(folder, JsonObjectReader.of(answer, "", errors));
        StepAnswerReader.check(errors);
    }

    /** Writes the data of the answer and returns all files. */
    List<StepFile> write() {
        List<StepFile> files = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry.data() != null) {
                try {
                    PrivateFiles.write(entry.path(), entry.data());
                } catch (IOException e) {
                    throw StorageErrors.translate(e, "A file of an answer cannot be written");
                }
            }
            files.add(new StepFile(entry.path(), entry.kind(), entry.mimeType(), entry.role()));
        }
        return List.copyOf(files);
    }
}
