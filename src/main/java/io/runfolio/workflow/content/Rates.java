package io.runfolio.workflow.content;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runfolio.files.StorageErrors;
import io.runfolio.json.GatheredFieldErrors;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import io.runfolio.json.JsonObjectReader;
import io.runfolio.workflow.template.WorkflowStep;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Prices of models and operations, in US dollars, from the operator's file.
 *
 * @param models rates by model, such as {@code openai/gpt-image-2}
 * @param operations rates of steps without a model, by {@code kind.capability} or kind
 * @param problems one sentence for each rate of the file that cannot be used
 */
public record Rates(Map<String, Rate> models, Map<String, Rate> operations, List<String> problems) {
    private static final int MAX_BYTES = 1 << 20;
    private static final BigDecimal MAX_PRICE = BigDecimal.valueOf(1_000_000);
    private static final ObjectMapper MAPPER =
            JsonMappers.strict(JsonLimits.DOCUMENT).build();

    /**
     * Price of one unit.
     *
     * @param unit unit, such as {@code image} or {@code 1k_tokens}
     * @param unitPrice price of a unit
     * @param quantity units of one step; null if unknown
     */
    public record Rate(String unit, BigDecimal unitPrice, BigDecimal quantity) {}

    public Rates {
        models = Map.copyOf(models);
        operations = Map.copyOf(operations);
        problems = List.copyOf(problems);
    }

    /** Returns no rates. */
    public static Rates none() {
        return new Rates(Map.of(), Map.of(), List.of());
    }

    /** Reads a file of rates. What cannot be used is a problem of the result; it never throws. */
    public static Rates read(Path file) {
        try (InputStream stream = Files.newInputStream(file)) {
            byte[] bytes = stream.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                return unusable(file + " has more than " + MAX_BYTES + " bytes");
            }
            JsonNode json = MAPPER.readTree(bytes);
            return json != null && json.isObject() ? of(json, file) : unusable(file + " must be a JSON object");
        } catch (JsonProcessingException e) {
            return unusable(file + " is not JSON, in line " + e.getLocation().getLineNr());
        } catch (IOException e) {
            return unusable(file + " cannot be read: " + StorageErrors.reason(e));
        }
    }

    private static Rates unusable(String problem) {
        return new Rates(Map.of(), Map.of(), List.of(problem));
    }

    private static Rates of(JsonNode json, Path file) {
        GatheredFieldErrors errors = new GatheredFieldErrors();
        JsonObjectReader reader = JsonObjectReader.of(json, "", errors);
        Map<String, Rate> models = rates(reader.object("models"));
        Map<String, Rate> operations = rates(reader.object("operations"));
        reader.refuseUnread();
        List<String> problems = new ArrayList<>();
        errors.sentences().forEach(sentence -> problems.add(file + ": " + sentence));
        return new Rates(models, operations, problems);
    }

    private static Map<String, Rate> rates(Optional<JsonObjectReader> object) {
        Map<String, Rate> rates = new HashMap<>();
        object.ifPresent(reader -> reader.names()
                .forEach(name -> reader.object(name).flatMap(Rates::rate).ifPresent(rate -> rates.put(name, rate))));
        return rates;
    }

    private static Optional<Rate> rate(JsonObjectReader json) {
        String unit = json.value("unit").asText("call");
        Optional<BigDecimal> price = amount(json, "unitPrice");
        BigDecimal quantity = json.has("quantity") ? amount(json, "quantity").orElse(null) : null;
        if (price.isEmpty() && !json.has("unitPrice")) {
            json.require("unitPrice", "a price in US dollars");
        }
        json.refuseUnread();
        return price.map(found -> new Rate(unit, found, quantity));
    }

    private static Optional<BigDecimal> amount(JsonObjectReader json, String name) {
        JsonNode value = json.value(name);
        Optional<BigDecimal> amount = Costs.amount(value).filter(number -> number.compareTo(MAX_PRICE) <= 0);
        if (amount.isEmpty() && !value.isMissingNode()) {
            json.refuse(name, "must be a number from 0 to " + MAX_PRICE);
        }
        return amount;
    }

    /** Returns the rate of a step's model, else of its kind and capability, else of its kind. */
    Optional<Rate> find(WorkflowStep step, Optional<String> model) {
        return model.map(models::get).or(() -> Stream.of(Costs.operation(step), step.kind())
                .map(operations::get)
                .filter(rate -> rate != null)
                .findFirst());
    }
}
