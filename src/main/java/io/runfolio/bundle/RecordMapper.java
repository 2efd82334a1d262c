package io.runfolio.bundle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.PropertyNamingStrategy;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.runfolio.files.RegularFiles;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import io.runfolio.run.UnreadableRecordException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Records to JSON and back. What is written is, byte for byte, what Python's {@code json.dumps} prints, as bundles are compared and read by Python programs; see {@link JsonText}.
 *
 * <p>Reading is tolerant: fields that are not known are passed over, and a word that an enumeration lacks reads as null.
 */
public final class RecordMapper {
    /** Most bytes of a record that is read from a file. */
    public static final int MAX_FILE_BYTES = 64 << 20;

    private static final ObjectMapper SNAKE = mapper(PropertyNamingStrategies.SNAKE_CASE);
    private static final ObjectMapper CAMEL = mapper(PropertyNamingStrategies.LOWER_CAMEL_CASE);

    private RecordMapper() {}

    /** Returns a document: names in snake case, indented by 2, ASCII, with a newline at its end. */
    public static byte[] document(Object record) {
        return bytes(JsonText.indented(SNAKE.valueToTree(record)));
    }

    /** Returns a document whose names are in lower camel case. */
    public static byte[] camelDocument(Object record) {
        return bytes(JsonText.indented(CAMEL.valueToTree(record)));
    }

    /** Returns a record as one line of ASCII, without a newline. */
    public static String line(Object record) {
        return JsonText.line(SNAKE.valueToTree(record));
    }

    /** Returns a request or a map as an event's text; a number that JSON has no form for stays one for the event's reader. */
    public static String event(Object request) {
        return JsonText.event(SNAKE.valueToTree(request));
    }

    /** Returns a record as the tree of its snake-case names. */
    public static JsonNode tree(Object record) {
        return SNAKE.valueToTree(record);
    }

    /** Returns a record as the tree of its lower-camel-case names. */
    public static JsonNode camelTree(Object record) {
        return CAMEL.valueToTree(record);
    }

    /**
     * Reads a document or a line.
     *
     * @throws UnreadableRecordException if it is not JSON, or not of this type
     */
    public static <T> T read(byte[] json, Class<T> type) {
        return read(json, 0, json.length, type);
    }

    /** Reads a part of an array as {@link #read(byte[], Class)} reads a whole one. */
    public static <T> T read(byte[] json, int offset, int length, Class<T> type) {
        try {
            return present(SNAKE.readValue(json, offset, length, type), type);
        } catch (IOException e) {
            throw unreadable("A " + type.getSimpleName() + " cannot be read", e);
        }
    }

    /**
     * Reads a file.
     *
     * @throws UnreadableRecordException if it is missing, not JSON, or not of this type
     */
    public static <T> T read(Path file, Class<T> type) {
        try {
            return present(SNAKE.readValue(RegularFiles.read(file, MAX_FILE_BYTES), type), type);
        } catch (IOException e) {
            throw unreadable(file + " cannot be read", e);
        }
    }

    /**
     * Reads a file that holds a list of records with names in lower camel case.
     *
     * @throws UnreadableRecordException if it is missing, not JSON, or not a list of this type
     */
    public static <T> List<T> readCamelList(Path file, Class<T> type) {
        try {
            List<T> records = CAMEL.readerForListOf(type).readValue(RegularFiles.read(file, MAX_FILE_BYTES));
            present(records, List.class);
            records.forEach(record -> present(record, type));
            return List.copyOf(records);
        } catch (IOException e) {
            throw unreadable(file + " cannot be read", e);
        }
    }

    /** Returns the record that a map of snake-case names stands for; empty if it stands for none. */
    public static <T> Optional<T> convert(Object map, Class<T> type) {
        try {
            return Optional.ofNullable(SNAKE.convertValue(map, type));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static <T> T present(T record, Class<T> type) {
        if (record == null) {
            throw new UnreadableRecordException("null stands where a " + type.getSimpleName() + " should.", null);
        }
        return record;
    }

    private static UnreadableRecordException unreadable(String what, IOException cause) {
        String why = cause instanceof JsonProcessingException json ? json.getOriginalMessage() : cause.toString();
        return new UnreadableRecordException(what + ": " + why, cause);
    }

    private static byte[] bytes(String ascii) {
        return ascii.getBytes(StandardCharsets.US_ASCII);
    }

    private static ObjectMapper mapper(PropertyNamingStrategy names) {
        return JsonMappers.builder(JsonLimits.RECORD)
                .addModule(new JavaTimeModule())
                .propertyNamingStrategy(names)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
                .enable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }
}
