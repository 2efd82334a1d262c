package io.runfolio.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import io.runfolio.run.Durable;
import io.runfolio.run.StorageErrors;
import io.runfolio.run.StorageException;
import io.runfolio.settings.HttpSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The file of token hashes: JSON that only its owner may read. A token itself is shown once, when it is made, and kept nowhere. */
public final class TokenFile {
    private static final ObjectMapper MAPPER =
            JsonMappers.builder(JsonLimits.DOCUMENT).build();
    private static final String PREFIX = "rf_";
    private static final int TOKEN_BYTES = 32;

    private final Path file;

    public TokenFile(Path file) {
        this.file = file;
    }

    /**
     * Returns the tokens that a server of these settings asks for.
     *
     * @throws ListeningRefusedException if there are none and it would listen to the network, or if the file that is named is not there
     */
    public static Tokens of(HttpSettings settings) {
        if (settings.tokensFile().isPresent() && !Files.exists(settings.tokens())) {
            throw new ListeningRefusedException("There is no file " + settings.tokens()
                    + ", which runfolio.http.tokens-file names: make a token with `runfolio token create`.");
        }
        Tokens tokens = new TokenFile(settings.tokens()).read();
        if (!tokens.needed() && !settings.isLoopback()) {
            throw new ListeningRefusedException(
                    "Without tokens the API listens on 127.0.0.1 only, and not on " + settings.host()
                            + ": make a token with `runfolio token create NAME --scope read`, or set runfolio.http.host=127.0.0.1.");
        }
        return tokens;
    }

    /**
     * Reads the tokens; none if there is no file.
     *
     * @throws StorageException if it cannot be read, or others than its owner may
     */
    public Tokens read() {
        return new Tokens(known());
    }

    /**
     * Makes a token and adds its hash.
     *
     * @return the token, which nobody can find out again
     * @throws ApiException if there is one of that name
     */
    public String create(String name, Set<Scope> scopes) {
        List<Tokens.Known> all = new ArrayList<>(known());
        if (all.stream().anyMatch(one -> one.name().equals(name))) {
            throw new ApiException(
                    409,
                    "token_exists",
                    "There is a token " + name + " already: revoke it first, or take another name.");
        }
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        String token = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        all.add(new Tokens.Known(name, scopes, Tokens.sha256(token), now));
        write(all);
        return token;
    }

    /** Takes a token out; false if there is none of that name. Servers that run know it until they are started again. */
    public boolean revoke(String name) {
        List<Tokens.Known> all = new ArrayList<>(known());
        boolean removed = all.removeIf(one -> one.name().equals(name));
        if (removed) {
            write(all);
        }
        return removed;
    }

    /** Returns the tokens, in the order they were made. */
    public List<Tokens.Known> known() {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            refuseIfOthersMayRead();
            List<Tokens.Known> all = new ArrayList<>();
            for (JsonNode one : MAPPER.readTree(Files.readAllBytes(file)).path("tokens")) {
                all.add(known(one));
            }
            return all;
        } catch (JsonProcessingException e) {
            throw broken();
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The tokens cannot be read");
        }
    }

    private Tokens.Known known(JsonNode one) {
        Set<Scope> scopes = new TreeSet<>();
        one.path("scopes").forEach(word -> scopes.add(Scope.of(word.asText()).orElseThrow(this::broken)));
        String sha256 = one.path("sha256").asText();
        if (!sha256.matches("[0-9a-f]{64}") || one.path("name").asText().isBlank()) {
            throw broken();
        }
        return new Tokens.Known(
                one.path("name").asText(), scopes, sha256, one.path("createdAt").asText());
    }

    private StorageException broken() {
        return new StorageException(
                file
                        + " is no file of tokens: mend it, or delete it and make tokens anew with `runfolio token create`.",
                null);
    }

    private void refuseIfOthersMayRead() throws IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        if (permissions.stream().anyMatch(permission -> !permission.name().startsWith("OWNER_"))) {
            throw new StorageException(
                    file + " may be read by others (" + PosixFilePermissions.toString(permissions)
                            + "): make it yours alone with chmod 600.",
                    null);
        }
    }

    private void write(List<Tokens.Known> all) {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            if (file.toAbsolutePath().getParent() != null) {
                Files.createDirectories(file.toAbsolutePath().getParent());
            }
            Files.deleteIfExists(part);
            Set<StandardOpenOption> how = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            try (FileChannel channel = FileChannel.open(part, how, ownerOnly())) {
                channel.write(ByteBuffer.wrap(MAPPER.writerWithDefaultPrettyPrinter()
                        .writeValueAsBytes(Map.of(
                                "tokens", all.stream().map(TokenFile::record).toList()))));
                channel.force(true);
            }
            Durable.moveAtomically(part, file);
            Durable.forceFolder(file.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The tokens cannot be written");
        }
    }

    private FileAttribute<?>[] ownerOnly() {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private static Map<String, Object> record(Tokens.Known one) {
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("name", one.name());
        record.put("scopes", one.scopes().stream().sorted().map(Scope::word).collect(Collectors.toList()));
        record.put("sha256", one.sha256());
        record.put("createdAt", one.createdAt());
        return record;
    }
}
