package io.runfolio.api.security;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.api.Scope;
import io.runfolio.coordination.shared.LineLog;
import io.runfolio.files.StorageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tokens in a log that the servers of all hosts follow: one line for a token, one for its revocation.
 *
 * <p>Tokens of a token file are imported, each hash once ever, so that a revoked one stays revoked. With a line that
 * cannot be read there are no tokens, as it may be a revocation.
 */
public final class TokenLog implements TokenStore {
    private static final Logger LOG = LoggerFactory.getLogger(TokenLog.class);

    private final LineLog log;
    private final TokenFile file;
    private final Map<String, Tokens.StoredToken> byName = new LinkedHashMap<>();
    /** Hashes of all tokens that there ever were. */
    private final Set<String> known = new HashSet<>();

    private boolean isDamaged;

    /**
     * @param opened opens the log
     * @param file the token file that is imported; it may be missing
     */
    public TokenLog(Function<LineLog.Listener, LineLog> opened, Path file) {
        this.log = opened.apply(new Lines());
        this.file = new TokenFile(file);
    }

    /** Returns the tokens; they are required if there was ever one. */
    Tokens tokens() {
        return log.query(() ->
                isDamaged ? new Tokens(List.of(), true) : new Tokens(List.copyOf(byName.values()), !known.isEmpty()));
    }

    /**
     * Adds the tokens of the file that the log never had, unless their names are taken.
     *
     * @throws StorageException if the file is readable by others, or is no token file
     */
    void importFile() {
        List<Tokens.StoredToken> found = file.list();
        if (found.isEmpty()) {
            return;
        }
        int count = log.append(() -> found.stream()
                .filter(token -> !known.contains(token.sha256()) && !byName.containsKey(token.name()))
                .map(TokenLog::line)
                .toList());
        if (count > 0) {
            LOG.info("{} tokens of {} were imported: the file is not needed any more", count, file.place());
        }
    }

    @Override
    public String create(String name, Set<Scope> scopes) {
        String token = TokenJson.random();
        log.append(() -> {
            refuseIfDamaged();
            if (byName.containsKey(name)) {
                throw TokenFile.exists(name);
            }
            return List.of(line(TokenJson.stored(name, scopes, token)));
        });
        return token;
    }

    @Override
    public Optional<String> createFirst(String name, Set<Scope> scopes) {
        importFile();
        String token = TokenJson.random();
        int count = log.append(
                () -> known.isEmpty() && !isDamaged ? List.of(line(TokenJson.stored(name, scopes, token))) : List.of());
        return count == 1 ? Optional.of(token) : Optional.empty();
    }

    @Override
    public boolean revoke(String name) {
        return log.append(() -> {
                    refuseIfDamaged();
                    return Optional.ofNullable(byName.get(name)).map(TokenLog::revocation).stream()
                            .toList();
                })
                == 1;
    }

    @Override
    public List<Tokens.StoredToken> list() {
        return log.query(() -> {
            refuseIfDamaged();
            return List.copyOf(byName.values());
        });
    }

    @Override
    public String place() {
        return "the database";
    }

    private void refuseIfDamaged() {
        if (isDamaged) {
            throw new StorageException(
                    "The tokens have a line that cannot be read, so no request is authorized: restore the rows of"
                            + " runfolio_log_lines from a backup",
                    null);
        }
    }

    private static String line(Tokens.StoredToken token) {
        return text(TokenJson.of(token));
    }

    private static String revocation(Tokens.StoredToken token) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("revoked", token.sha256());
        line.put("revokedAt", TokenJson.now());
        return text(line);
    }

    private static String text(Map<String, Object> line) {
        try {
            return TokenJson.MAPPER.writeValueAsString(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Texts can always be written.", e);
        }
    }

    private final class Lines implements LineLog.Listener {
        @Override
        public void reset() {
            byName.clear();
            known.clear();
            isDamaged = false;
        }

        @Override
        public boolean line(byte[] line) {
            boolean isValid = read(line);
            isDamaged |= !isValid;
            return isValid;
        }

        private boolean read(byte[] line) {
            try {
                JsonNode json = TokenJson.MAPPER.readTree(line);
                String revoked = json.path("revoked").asText();
                if (!revoked.isEmpty()) {
                    return byName.values().removeIf(token -> token.sha256().equals(revoked));
                }
                Optional<Tokens.StoredToken> token = TokenJson.parse(json);
                token.ifPresent(this::add);
                return token.isPresent();
            } catch (IOException e) {
                return false;
            }
        }

        private void add(Tokens.StoredToken token) {
            known.add(token.sha256());
            byName.put(token.name(), token);
        }
    }
}
