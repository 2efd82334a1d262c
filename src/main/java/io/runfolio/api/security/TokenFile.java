package io.runfolio.api.security;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.api.ApiException;
import io.runfolio.api.Scope;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageException;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * File of token hashes, readable by its owner only.
 *
 * <p>A token is shown once, when it is created, and not stored.
 */
public final class TokenFile implements TokenStore {
    private static final Logger LOG = LoggerFactory.getLogger(TokenFile.class);
    private static final long MAX_WAIT_NANOS = 3_000_000_000L;
    private static final long PAUSE_NANOS = 20_000_000L;

    private final Path file;

    public TokenFile(Path file) {
        this.file = file;
    }

    /**
     * Returns the tokens of a server. Tokens are required if the file exists or is named in the settings, even if it is
     * empty.
     *
     * @throws ServerBindException if no token exists and the server would listen on the network, or if the named file
     *     does not exist
     */
    public static Tokens of(HttpSettings settings) {
        if (settings.tokensFile().isPresent() && !Files.exists(settings.tokensPath())) {
            throw new ServerBindException("The token file " + settings.tokensPath()
                    + " of runfolio.http.tokens-file does not exist: create a token with `runfolio token create`.");
        }
        Tokens tokens = new TokenFile(settings.tokensPath()).read();
        checkAddress(settings, tokens);
        return tokens;
    }

    /** @throws ServerBindException if no token exists and the server would listen on the network */
    static void checkAddress(HttpSettings settings, Tokens tokens) {
        if (tokens.size() == 0 && !settings.isLoopback()) {
            throw new ServerBindException(
                    "Without tokens the API listens on 127.0.0.1 only, and not on " + settings.host()
                            + ": create a token with `runfolio token create NAME --scope read`,"
                            + " or set runfolio.http.host=127.0.0.1.");
        }
    }

    /**
     * Reads the tokens; they are required if the file exists.
     *
     * @throws StorageException if the file cannot be read, or is readable by others
     */
    public Tokens read() {
        List<Tokens.StoredToken> known = list();
        return new Tokens(known, !known.isEmpty() || Files.exists(file, LinkOption.NOFOLLOW_LINKS));
    }

    @Override
    public String create(String name, Set<Scope> scopes) {
        String token = TokenJson.random();
        edit(all -> {
            if (all.stream().anyMatch(one -> one.name().equals(name))) {
                throw exists(name);
            }
            all.add(TokenJson.stored(name, scopes, token));
            return all;
        });
        return token;
    }

    /** Returns the error for a name that another token has. */
    static ApiException exists(String name) {
        return new ApiException(
                409, "token_exists", "A token " + name + " exists: revoke it first, or use another name.");
    }

    @Override
    public Optional<String> createFirst(String name, Set<Scope> scopes) {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try {
            return Optional.of(create(name, scopes));
        } catch (ApiException e) {
            LOG.debug("another process has created the first token", e);
            return Optional.empty();
        }
    }

    @Override
    public boolean revoke(String name) {
        return edit(all -> all.stream().filter(one -> !one.name().equals(name)).toList());
    }

    @Override
    public String place() {
        return file.toString();
    }

    @Override
    public List<Tokens.StoredToken> list() {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        try {
            refuseIfOthersMayRead();
            List<Tokens.StoredToken> all = new ArrayList<>();
            byte[] bytes = Files.readAllBytes(file);
            JsonNode tokens = TokenJson.MAPPER.readTree(bytes).path("tokens");
            if (bytes.length > 0 && !tokens.isArray()) {
                throw broken();
            }
            for (JsonNode one : tokens) {
                all.add(TokenJson.parse(one).orElseThrow(this::broken));
            }
            return all;
        } catch (JsonProcessingException e) {
            throw broken();
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The tokens cannot be read");
        }
    }

    private StorageException broken() {
        return new StorageException(
                file + " is not a token file: repair it, or delete it and create tokens with `runfolio token create`.",
                null);
    }

    private void refuseIfOthersMayRead() throws IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        if (permissions.stream().anyMatch(permission -> !permission.name().startsWith("OWNER_"))) {
            throw new StorageException(
                    file + " is readable by others (" + PosixFilePermissions.toString(permissions)
                            + "): run \"chmod 600 " + file + "\".",
                    null);
        }
    }

    /** Changes the file, one process at a time, so that no change is lost. */
    private boolean edit(UnaryOperator<List<Tokens.StoredToken>> change) {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            if (file.toAbsolutePath().getParent() != null) {
                Files.createDirectories(file.toAbsolutePath().getParent());
            }
            boolean changed;
            try (FileChannel channel = openAlone(part)) {
                changed = edit(channel, part, change);
            }
            DurableFiles.forceFolder(file.toAbsolutePath().getParent());
            return changed;
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The tokens cannot be written");
        }
    }

    private boolean edit(FileChannel channel, Path part, UnaryOperator<List<Tokens.StoredToken>> change)
            throws IOException {
        boolean moved = false;
        try {
            List<Tokens.StoredToken> before = list();
            List<Tokens.StoredToken> after = change.apply(new ArrayList<>(before));
            if (after.size() != before.size()) {
                channel.write(ByteBuffer.wrap(TokenJson.MAPPER
                        .writerWithDefaultPrettyPrinter()
                        .writeValueAsBytes(Map.of(
                                "tokens", after.stream().map(TokenJson::of).toList()))));
                channel.force(true);
                DurableFiles.moveAtomically(part, file);
                moved = true;
            }
            return moved;
        } finally {
            if (!moved) {
                Files.deleteIfExists(part);
            }
        }
    }

    /** Waits for other processes; a file that is older than the wait was left by a crashed process. */
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
}
