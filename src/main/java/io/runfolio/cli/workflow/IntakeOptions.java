package io.runfolio.cli.workflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.runfolio.files.StorageErrors;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import io.runfolio.workflow.template.Template;
import io.runfolio.workflow.template.TemplateField;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options that give the intake of a run. */
final class IntakeOptions {
    private static final ObjectMapper MAPPER =
            JsonMappers.strict(JsonLimits.DOCUMENT).build();
    private static final Pattern FORM = Pattern.compile("\\A[^.=:]++(?:\\.[^.=:]++)*+:?=");
    private static final Set<String> TEXT_TYPES = Set.of("string", "enum", "artifactReference");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--intake",
            paramLabel = "FIELD=VALUE",
            description = "A field of the intake. FIELD may be a path such as intent.prompt; FIELD:=VALUE takes JSON."
                    + " May be repeated.")
    private List<String> fields = new ArrayList<>();

    @Option(
            names = "--intake-file",
            paramLabel = "FILE",
            description = "JSON file with the intake; - reads standard input.")
    private Path file;

    @Option(
            names = "--supply",
            paramLabel = "FIELD=ARTIFACT",
            description = "An artifact for a field, by its id or a unique prefix. May be repeated.")
    private List<String> supplies = new ArrayList<>();

    /**
     * Returns the intake: that of the file, with the fields and artifacts of the other options.
     *
     * @param template template with the types of the fields; empty if there is no such template
     * @param artifact resolves ids and prefixes of artifacts
     */
    ObjectNode read(Optional<Template> template, UnaryOperator<String> artifact) {
        ObjectNode intake = file == null ? JsonNodeFactory.instance.objectNode() : fromFile();
        for (String field : fields) {
            int equals = separator("--intake", field);
            boolean isJson = field.charAt(equals - 1) == ':';
            String name = field.substring(0, isJson ? equals - 1 : equals);
            String text = field.substring(equals + 1);
            set(intake, name, isJson ? json(name, text) : typed(template, name, text));
        }
        for (String supply : supplies) {
            int equals = separator("--supply", supply);
            set(intake, supply.substring(0, equals), TextNode.valueOf(artifact.apply(supply.substring(equals + 1))));
        }
        return intake;
    }

    private int separator(String option, String text) {
        if (!FORM.matcher(text).lookingAt()) {
            throw misuse(option + " " + text + " must have the form FIELD=VALUE");
        }
        return text.indexOf('=');
    }

    private ParameterException misuse(String message) {
        return new ParameterException(command.commandLine(), message);
    }

    private ObjectNode fromFile() {
        boolean isInput = file.toString().equals("-");
        try {
            JsonNode json = MAPPER.readTree(isInput ? System.in.readAllBytes() : Files.readAllBytes(file));
            if (json instanceof ObjectNode object) {
                return object;
            }
            throw misuse("--intake-file " + file + " must hold a JSON object");
        } catch (NoSuchFileException e) {
            throw misuse("--intake-file " + file + " does not exist");
        } catch (JsonProcessingException e) {
            throw misuse("--intake-file " + file + " is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw misuse("--intake-file " + file + " cannot be read: " + StorageErrors.reason(e));
        }
    }

    /** Returns a value of the field's type, or a text that the check of the intake refuses. */
    private static JsonNode typed(Optional<Template> template, String name, String text) {
        boolean isText = template.flatMap(found -> found.field(name))
                .map(TemplateField::type)
                .map(type -> TEXT_TYPES.contains(type.jsonName()))
                .orElse(true);
        try {
            return isText ? TextNode.valueOf(text) : MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            return TextNode.valueOf(text);
        }
    }

    private JsonNode json(String name, String text) {
        try {
            JsonNode json = MAPPER.readTree(text);
            if (!json.isMissingNode()) {
                return json;
            }
        } catch (JsonProcessingException e) {
            // refused below
        }
        throw misuse("--intake " + name + ":=" + text + " is not JSON: use = for a text");
    }

    private static void set(ObjectNode intake, String path, JsonNode value) {
        String[] names = path.split("\\.");
        ObjectNode object = intake;
        for (int i = 0; i < names.length - 1; i++) {
            object = object.get(names[i]) instanceof ObjectNode inner ? inner : object.putObject(names[i]);
        }
        object.set(names[names.length - 1], value);
    }
}
