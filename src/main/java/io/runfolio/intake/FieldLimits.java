package io.runfolio.intake;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import io.runfolio.run.RefusedEventException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** A parser that refuses a document with too many fields, in one object or in all. */
final class FieldLimits extends JsonParserDelegate {
    /** Fields of one object; the nodes of a large ComfyUI graph are a tenth of it. */
    static final int MAX_PER_OBJECT = 5_000;

    private final int maxFields;
    private final Deque<int[]> objects = new ArrayDeque<>();
    private int fields;

    FieldLimits(JsonParser parser, int maxFields) {
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
        return new RefusedEventException("too_many_fields", JsonPlace.of(this), message);
    }
}
