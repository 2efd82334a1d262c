package io.runfolio.hooks.adapter;

import java.util.Map;
import java.util.Optional;

/**
 * A provider's payload as a request.
 *
 * @param state state of the task; a running one is not an event yet
 * @param taskId the provider's id of the task; empty if neither payload nor context has one
 * @param request fields of a bare event, ready to be written as JSON; mutable
 */
public record AdaptedRun(ProviderState state, Optional<String> taskId, Map<String, Object> request) {}
