package io.runfolio.catalog.sql;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.runfolio.catalog.CatalogException;
import io.runfolio.catalog.RunInventory;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import java.io.IOException;

/** Encodes inventories as JSON. They are not compressed, as reading them fast matters more than their few bytes. */
final class InventoryCodec {
    private static final JsonMapper JSON = JsonMappers.builder(JsonLimits.RECORD)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_DEFAULT, JsonInclude.Include.ALWAYS))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    private static final ObjectWriter WRITER = JSON.writerFor(RunInventory.class);
    private static final ObjectReader READER = JSON.readerFor(RunInventory.class);

    private InventoryCodec() {}

    static byte[] write(RunInventory inventory) {
        try {
            return WRITER.writeValueAsBytes(inventory);
        } catch (JsonProcessingException e) {
            throw new CatalogException("The inventory of " + inventory.runId() + " cannot be written as JSON", e);
        }
    }

    static RunInventory read(byte[] json) {
        try {
            return READER.readValue(json);
        } catch (IOException e) {
            throw new CatalogException(
                    "The catalog holds an inventory that cannot be read; run `runfolio catalog rebuild`: "
                            + e.getMessage(),
                    e);
        }
    }
}
