package io.runfolio.api;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** {@code /v1/session}: who asks, and a cookie for what a browser loads by itself. */
public final class SessionResource {
    private final Supplier<Tokens> tokens;
    private final Sessions sessions;

    SessionResource(Supplier<Tokens> tokens, Sessions sessions) {
        this.tokens = tokens;
        this.sessions = sessions;
    }

    /** {@code getSession}. */
    public ApiResponse get(ApiRequest request) {
        return ApiResponse.json(200, body(request.caller()));
    }

    /** {@code openSession}: the token itself must be shown. Where no tokens are needed, no cookie is. */
    public ApiResponse open(ApiRequest request) {
        ApiResponse answer = ApiResponse.json(200, body(request.caller()));
        return tokens.get().needed()
                ? answer.with("Set-Cookie", Sessions.cookie(sessions.open(request.caller()), request.isByTls()))
                : answer;
    }

    /** {@code closeSession}. */
    public ApiResponse close(ApiRequest request) {
        request.header("cookie").flatMap(Sessions::id).ifPresent(sessions::close);
        return ApiResponse.empty(204).with("Set-Cookie", Sessions.noCookie(request.isByTls()));
    }

    private Map<String, Object> body(Caller caller) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("name", caller.name());
        body.put("scopes", caller.scopes().stream().sorted().map(Scope::word).toList());
        body.put("tokensNeeded", tokens.get().needed());
        return body;
    }
}
