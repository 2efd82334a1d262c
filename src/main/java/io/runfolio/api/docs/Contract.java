package io.runfolio.api.docs;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import io.runfolio.run.extras.JsonMap;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The contract of the API, {@code openapi.yaml}. Immutable. */
public final class Contract {
    static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete");
    private static final String NAME = "openapi.yaml";
    private static final List<String> HEAD = List.of("openapi", "info", "servers");
    private static final String OPERATION_ID = "operationId";

    private final byte[] bytes;

    private Contract(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Reads the contract from the class path. */
    public static Contract read() {
        try (InputStream stream = Contract.class.getClassLoader().getResourceAsStream(NAME)) {
            return new Contract(stream.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the file as it is. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Returns the contract as an HTML page in UTF-8. */
    public byte[] page() {
        return DocsPage.of(root());
    }

    /**
     * Returns a contract as JSON with the same paths, methods and operation ids, and nothing else.
     *
     * <p>Camel's router needs no more, and its parser takes two seconds of CPU to resolve the schemas of the whole.
     */
    public String operations() {
        Map<?, ?> root = root();
        Map<String, Object> reduced = new LinkedHashMap<>();
        HEAD.forEach(name -> reduced.put(name, root.get(name)));
        Map<String, Object> paths = new LinkedHashMap<>();
        ((Map<?, ?>) root.get("paths")).forEach((path, item) -> paths.put((String) path, operations((Map<?, ?>) item)));
        reduced.put("paths", paths);
        try {
            return JsonMappers.builder(JsonLimits.DOCUMENT).build().writeValueAsString(reduced);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Object> operations(Map<?, ?> item) {
        Map<String, Object> reduced = new LinkedHashMap<>();
        for (String method : METHODS) {
            JsonMap.find(item.get(method))
                    .ifPresent(operation -> reduced.put(method, Map.of(OPERATION_ID, operation.get(OPERATION_ID))));
        }
        return reduced;
    }

    private Map<?, ?> root() {
        Load load = new Load(LoadSettings.builder().setLabel(NAME).build());
        return (Map<?, ?>) load.loadFromString(new String(bytes, StandardCharsets.UTF_8));
    }
}
