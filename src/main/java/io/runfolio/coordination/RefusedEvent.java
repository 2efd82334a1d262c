package io.runfolio.coordination;

import java.util.Map;

/**
 * Refused event, which is kept with the reason.
 *
 * @param name name of its file
 * @param location where it is kept, for messages
 * @param error the reason: {@code code, message, field, event_id, at} and, if there were any, {@code attempts}; empty
 *     if it cannot be read
 */
public record RefusedEvent(String name, String location, Map<String, Object> error) {}
