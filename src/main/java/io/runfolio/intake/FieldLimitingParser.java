package io.runfolio.intake;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** Refuses a JSON document with too many fields in one object or in total. */
public final class FieldLimitingParser extends JsonParserDelegate {
    /** Maximum number of fields of one object; a large ComfyUI graph has a tenth of it. */
    static final int MAX_PER_OBJECT = 5_000;

    private final int maxFields;
    private final Deque<int[]> objects = new ArrayDeque<>();
    private int fields;

    /** @param maxFields in total; one object may have {@value #MAX_PER_OBJECT} */
    public FieldLimitingParser(JsonParser parser, int maxFields) {
        super(parser);
        this.maxFields = maxFields;
    }

    @Override
    public JsonToken nextToken() throws IOException {
        JsonToken token = delegate.nextToken();
        if (token == JsonToken.START_OBJECT) {
            objects.push(new int[1]);
        } else if (token == JsonToken.END_OBJECT) {
            objects.pop();
        } else if (token == JsonToken.FIELD_NAME) {
            count();
        }
        return token;
    }

    private void count() {
        fields++;
        int inObject = ++objects.element()[0];
        if (fields > maxFields) {
            throw tooMany("The event has more than " + maxFields
                    + " fields: move large payloads to a file, or raise runfolio.event.max-fields.");
        }
        if (inObject > MAX_PER_OBJECT) {
            throw tooMany("An object of the event has more than " + MAX_PER_OBJECT
                    + " fields: use a list, or move it to a file.");
        }
    }

    private RefusedEventException tooMany(String message) {
        return new RefusedEventException("too_many_fields", FieldPath.of(this), message);
    }
}
