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
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
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
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** The file of token hashes: JSON that only its owner may read. A token itself is shown once, when it is made, and kept nowhere. */
public final class TokenFile {
    private static final ObjectMapper MAPPER =
            JsonMappers.builder(JsonLimits.DOCUMENT).build();
    private static final String PREFIX = "rf_";
    private static final int TOKEN_BYTES = 32;
    private static final long MAX_WAIT_NANOS = 3_000_000_000L;
    private static final long PAUSE_NANOS = 20_000_000L;

    private final Path file;

    public TokenFile(Path file) {
        this.file = file;
    }

    /**
     * Returns the tokens that a server of these settings asks for. They are needed where the file is there or is
     * named, even if it has none.
     *
     * @throws ListeningRefusedException if there are none and it would listen to the network, or if the file that is named is not there
     */
    public static Tokens of(HttpSettings settings) {
        if (settings.tokensFile().isPresent() && !Files.exists(settings.tokens())) {
            throw new ListeningRefusedException("There is no file " + settings.tokens()
                    + ", which runfolio.http.tokens-file names: make a token with `runfolio token create`.");
        }
        Tokens tokens = new TokenFile(settings.tokens()).read();
        if (tokens.size() == 0 && !settings.isLoopback()) {
            throw new ListeningRefusedException(
                    "Without tokens the API listens on 127.0.0.1 only, and not on " + settings.host()
                            + ": make a token with `runfolio token create NAME --scope read`, or set runfolio.http.host=127.0.0.1.");
        }
        return tokens;
    }

    /**
     * Reads the tokens; they are needed if there is a file.
     *
     * @throws StorageException if it cannot be read, or others than its owner may
     */
    public Tokens read() {
        List<Tokens.Known> known = known();
        return new Tokens(known, !known.isEmpty() || Files.exists(file, LinkOption.NOFOLLOW_LINKS));
    }

    /**
     * Makes a token and adds its hash.
     *
     * @return the token, which nobody can find out again
     * @throws ApiException if there is one of that name
     */
    public String create(String name, Set<Scope> scopes) {
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        String token = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        edit(all -> {
            if (all.stream().anyMatch(one -> one.name().equals(name))) {
                throw new ApiException(
                        409,
                        "token_exists",
                        "There is a token " + name + " already: revoke it first, or take another name.");
            }
            all.add(new Tokens.Known(name, scopes, Tokens.sha256(token), now));
            return all;
        });
        return token;
    }

    /** Removes a token; returns false if no token has that name. A server that runs knows it at its next request. */
    public boolean revoke(String name) {
        return edit(all -> all.stream().filter(one -> !one.name().equals(name)).toList());
    }

    /** Returns the tokens, in the order they were made. */
    public List<Tokens.Known> known() {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        try {
            refuseIfOthersMayRead();
            List<Tokens.Known> all = new ArrayList<>();
            byte[] bytes = Files.readAllBytes(file);
            JsonNode tokens = MAPPER.readTree(bytes).path("tokens");
            if (bytes.length > 0 && !tokens.isArray()) {
                throw broken();
            }
            for (JsonNode one : tokens) {
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

    /** Changes the file; one process at a time, so that no change takes back another's. */
    private boolean edit(UnaryOperator<List<Tokens.Known>> change) {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            if (file.toAbsolutePath().getParent() != null) {
                Files.createDirectories(file.toAbsolutePath().getParent());
            }
            boolean changed;
            try (FileChannel channel = openAlone(part)) {
                changed = edit(channel, part, change);
            }
            Durable.forceFolder(file.toAbsolutePath().getParent());
            return changed;
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The tokens cannot be written");
        }
    }

    private boolean edit(FileChannel channel, Path part, UnaryOperator<List<Tokens.Known>> change) throws IOException {
        boolean moved = false;
        try {
            List<Tokens.Known> before = known();
            List<Tokens.Known> after = change.apply(new ArrayList<>(before));
            if (after.size() != before.size()) {
                channel.write(ByteBuffer.wrap(MAPPER.writerWithDefaultPrettyPrinter()
                        .writeValueAsBytes(Map.of(
                                "tokens", after.stream().map(TokenFile::record).toList()))));
                channel.force(true);
                Durable.moveAtomically(part, file);
                moved = true;
            }
            return moved;
        } finally {
            if (!moved) {
                Files.deleteIfExists(part);
            }
        }
    }

    /** Waits for another process that has the file open; what is there for long was left by one that died. */
    private FileChannel openAlone(Path part) throws IOException {
        Set<StandardOpenOption> how = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        long giveUp = System.nanoTime() + MAX_WAIT_NANOS;
        while (true) {
            try {
                return FileChannel.open(part, how, ownerOnly());
            } catch (FileAlreadyExistsException e) {
                if (System.nanoTime() > giveUp) {
                    Files.deleteIfExists(part);
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
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
