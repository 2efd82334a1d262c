package io.runfolio.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.PropertyNamingStrategy;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.runfolio.files.RegularFiles;
import io.runfolio.files.StorageErrors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Converts records to JSON and back. The output is byte-identical to Python's {@code json.dumps}, as Python programs
 * compare and read bundles; see {@link PythonJsonWriter}.
 *
 * <p>Reading is tolerant: unknown fields are ignored, and unknown enum words are read as null.
 */
public final class RecordMapper {
    /** Size limit of a record file, in bytes. */
    public static final int MAX_FILE_BYTES = 64 << 20;

    private static final ObjectMapper SNAKE = mapper(PropertyNamingStrategies.SNAKE_CASE);
    private static final ObjectMapper CAMEL = mapper(PropertyNamingStrategies.LOWER_CAMEL_CASE);
    private static final ObjectMapper EVENT = JsonMappers.builder(JsonLimits.RECORD)
            .addModule(new SimpleModule().addSerializer(Object.class, new EventSerializer()))
            .build();

    private RecordMapper() {}

    /** Returns a document: names in snake case, indented by 2, ASCII, with a newline at its end. */
    public static byte[] document(Object record) {
        return bytes(PythonJsonWriter.indented(SNAKE.valueToTree(record)));
    }

    /** Returns a document whose names are in lower camel case. */
    public static byte[] camelDocument(Object record) {
        return bytes(PythonJsonWriter.indented(CAMEL.valueToTree(record)));
    }

    /** Returns a record as one line of ASCII, without a newline. */
    public static String line(Object record) {
        return PythonJsonWriter.line(SNAKE.valueToTree(record));
    }

    /** Returns a request or a map as an event's text. NaN and infinities become words that the event reader accepts. */
    public static String event(Object request) {
        return PythonJsonWriter.event(SNAKE.valueToTree(request));
    }

    /**
     * Returns a mapper that writes requests and maps as {@link #event} does. The identity of an event without a key is
     * the checksum of its text, so there is one form only.
     */
    public static ObjectMapper eventMapper() {
        return EVENT;
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

    /** Reads a document or a line from a part of an array. */
    public static <T> T read(byte[] json, int offset, int length, Class<T> type) {
        try {
            return present(SNAKE.readValue(json, offset, length, type));
        } catch (IOException e) {
            throw unreadable("The record cannot be read", e);
        }
    }

    /**
     * Reads a file.
     *
     * @throws UnreadableRecordException if it is missing, not JSON, or not of this type
     */
    public static <T> T read(Path file, Class<T> type) {
        try {
            return present(SNAKE.readValue(RegularFiles.read(file, MAX_FILE_BYTES), type));
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
            present(records);
            records.forEach(RecordMapper::present);
            return List.copyOf(records);
        } catch (IOException e) {
            throw unreadable(file + " cannot be read", e);
        }
    }

    /** Converts a map with snake-case names to a record; empty if it does not fit. */
    public static <T> Optional<T> convert(Object map, Class<T> type) {
        try {
            return Optional.ofNullable(SNAKE.convertValue(map, type));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static final class EventSerializer extends StdSerializer<Object> {
        private static final long serialVersionUID = 1;

        EventSerializer() {
            super(Object.class);
        }

        @Override
        public void serialize(Object request, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeRawValue(event(request));
        }
    }

    private static <T> T present(T record) {
        if (record == null) {
            throw new UnreadableRecordException("The record is null", null);
        }
        return record;
    }

    private static UnreadableRecordException unreadable(String what, IOException cause) {
        String why = cause instanceof JsonProcessingException json
                ? json.getOriginalMessage()
                : StorageErrors.reasonAfter(what, cause);
        return new UnreadableRecordException(what + ": " + why, cause);
    }

    private static byte[] bytes(String ascii) {
        return ascii.getBytes(StandardCharsets.US_ASCII);
    }

    private static ObjectMapper mapper(PropertyNamingStrategy names) {
        return builder(names).build();
    }

    private static JsonMapper.Builder builder(PropertyNamingStrategy names) {
        return JsonMappers.builder(JsonLimits.RECORD)
                .addModule(new JavaTimeModule())
                .propertyNamingStrategy(names)
                // records are their components; methods such as isDeleted() are no fields
                .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
                .enable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }
}
