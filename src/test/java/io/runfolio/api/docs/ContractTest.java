package io.runfolio.api.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContractTest {
    private static final Path FILE = Path.of("src/main/resources/openapi.yaml");

    @Test
    void the_reduced_contract_has_each_path_and_method_with_its_operation_only() throws Exception {
        JsonNode whole = new YAMLMapper().readTree(Files.readString(FILE));
        JsonNode reduced = new ObjectMapper().readTree(Contract.read().operations());
        assertThat(reduced.get("servers")).isEqualTo(whole.get("servers"));
        assertThat(operations(reduced)).hasSizeGreaterThan(60).isEqualTo(operations(whole));
        reduced.get("paths")
                .forEach(path ->
                        path.forEach(operation -> assertThat(operation.size()).isEqualTo(1)));
    }

    /** Returns a line for each member of a path that has an operation id. */
    private static List<String> operations(JsonNode contract) {
        List<String> lines = new ArrayList<>();
        contract.get("paths").properties().forEach(path -> path.getValue().properties().stream()
                .filter(member -> member.getValue().has("operationId"))
                .forEach(member -> lines.add(path.getKey() + " " + member.getKey() + " "
                        + member.getValue().get("operationId").asText())));
        return lines;
    }

    @Test
    void the_contract_is_served_as_it_is_in_the_sources() throws Exception {
        assertThat(Contract.read().bytes()).isEqualTo(Files.readAllBytes(FILE));
    }
}
