package io.runfolio.coordination.postgres;

import io.runfolio.intake.RefusedEventException;
import io.runfolio.json.SecretMask;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reason for a refusal, with the fields of the reason files of a queue folder. */
final class RefusalDocument {
    private RefusalDocument() {}

    static Map<String, Object> of(
            RefusedEventException why, String eventId, String at, List<Map<String, Object>> attempts) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("code", why.code());
        error.put("message", SecretMask.standard().message(why.getMessage()));
        error.put("field", why.field().isEmpty() ? null : why.field());
        error.put("event_id", eventId.isEmpty() ? null : eventId);
        error.put("at", at);
        if (!attempts.isEmpty()) {
            error.put("attempts", attempts);
        }
        return error;
    }
}
