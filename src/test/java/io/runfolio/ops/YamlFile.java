package io.runfolio.ops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runfolio.json.CollidingFieldNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** A YAML file with one document, as a tree. */
final class YamlFile {
    private static final ObjectMapper JSON = CollidingFieldNames.robustMapper();

    private YamlFile() {}

    static JsonNode read(Path file) throws IOException {
        Object document = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
        return JSON.valueToTree(document);
    }
}
