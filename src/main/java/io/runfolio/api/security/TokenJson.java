package io.runfolio.api.security;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runfolio.api.Scope;
import io.runfolio.files.RandomIds;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** New tokens, and stored ones as JSON. */
final class TokenJson {
    static final ObjectMapper MAPPER = JsonMappers.builder(JsonLimits.DOCUMENT).build();

    private static final String PREFIX = "rf_";
    private static final int TOKEN_BYTES = 32;

    private TokenJson() {}

    static String random() {
        return PREFIX + RandomIds.base64Url(TOKEN_BYTES);
    }

    static Tokens.StoredToken stored(String name, Set<Scope> scopes, String token) {
        return new Tokens.StoredToken(name, scopes, Tokens.sha256(token), now());
    }

    static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    static Map<String, Object> of(Tokens.StoredToken one) {
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("name", one.name());
        record.put("scopes", one.scopes().stream().sorted().map(Scope::word).collect(Collectors.toList()));
        record.put("sha256", one.sha256());
        record.put("createdAt", one.createdAt());
        return record;
    }

    /** Returns a stored token; empty if the JSON is none. */
    static Optional<Tokens.StoredToken> parse(JsonNode one) {
        Set<Scope> scopes = new TreeSet<>();
        for (JsonNode word : one.path("scopes")) {
            Optional<Scope> scope = Scope.of(word.asText());
            if (scope.isEmpty()) {
                return Optional.empty();
            }
            scopes.add(scope.get());
        }
        String sha256 = one.path("sha256").asText();
        if (!sha256.matches("[0-9a-f]{64}") || one.path("name").asText().isBlank()) {
            return Optional.empty();
        }
        return Optional.of(new Tokens.StoredToken(
                one.path("name").asText(), scopes, sha256, one.path("createdAt").asText()));
    }
}
