package io.runfolio.api.resource;

import io.runfolio.api.ApiRequest;
import io.runfolio.api.ApiResponse;
import io.runfolio.api.Caller;
import io.runfolio.api.Scope;
import io.runfolio.api.security.Sessions;
import io.runfolio.api.security.TokenSource;
import java.util.LinkedHashMap;
import java.util.Map;

/** Caller and session cookie of a browser: {@code /v1/session}. */
public final class SessionResource {
    private final TokenSource tokens;
    private final Sessions sessions;

    SessionResource(TokenSource tokens, Sessions sessions) {
        this.tokens = tokens;
        this.sessions = sessions;
    }

    /** {@code getSession}. */
    public ApiResponse get(ApiRequest request) {
        return ApiResponse.json(200, body(request.caller()));
    }

    /** {@code openSession}. Requires the token itself; without tokens, no cookie is set. */
    public ApiResponse open(ApiRequest request) {
        ApiResponse response = ApiResponse.json(200, body(request.caller()));
        return tokens.areRequired()
                ? response.with("Set-Cookie", Sessions.cookie(sessions.open(request.caller()), request.isByTls()))
                : response;
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
        body.put("tokensNeeded", tokens.areRequired());
        return body;
    }
}
