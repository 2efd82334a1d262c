package io.runfolio.hooks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Public Ed25519 keys of a provider, from its JSON Web Key Set.
 *
 * <p>They are fetched by {@link #refresh()} in the background, never while a call waits: from the configured address
 * only, without redirects. Keys older than a day are not used any more. Thread-safe.
 */
public final class PublicKeys {
    private static final Logger LOG = LoggerFactory.getLogger(PublicKeys.class);
    private static final JsonMapper MAPPER =
            JsonMappers.strict(JsonLimits.DOCUMENT).build();
    /** DER encoding of an Ed25519 key up to its 32 bytes, RFC 8410. */
    private static final byte[] DER_HEAD = HexFormat.of().parseHex("302a300506032b6570032100");

    private static final int KEY_BYTES = 32;
    private static final int MAX_KEYS = 20;
    private static final int MAX_BYTES = 64 << 10;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration MAX_AGE = Duration.ofHours(24);
    private static final Duration REFRESH_AFTER = Duration.ofHours(6);
    private static final Duration MIN_PAUSE = Duration.ofMinutes(1);

    private final URI address;
    private final Clock clock;
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private volatile Fetched fetched = new Fetched(List.of(), Instant.EPOCH);
    private volatile Instant lastTry = Instant.EPOCH;
    private volatile boolean isRotationSuspected;

    private record Fetched(List<PublicKey> keys, Instant at) {}

    public PublicKeys(URI address, Clock clock) {
        this.address = address;
        this.clock = clock;
    }

    /**
     * Returns the keys.
     *
     * @throws HookUnavailableException if no key is known, or all are too old
     */
    List<PublicKey> keys() {
        Fetched current = fetched;
        if (current.keys().isEmpty() || current.at().plus(MAX_AGE).isBefore(clock.instant())) {
            throw new HookUnavailableException("The public keys of the provider are not known yet: try again soon.");
        }
        return current.keys();
    }

    /** Asks for new keys soon, as a signature fits none of those that are known. */
    void suspectRotation() {
        isRotationSuspected = true;
    }

    /** Fetches the keys if they are due: every six hours, or a minute after a signature that fits none. */
    public synchronized void refresh() {
        Instant now = clock.instant();
        boolean due = fetched.at().plus(REFRESH_AFTER).isBefore(now) || isRotationSuspected;
        if (!due || lastTry.plus(MIN_PAUSE).isAfter(now)) {
            return;
        }
        lastTry = now;
        try {
            List<PublicKey> keys = parse(fetch());
            isRotationSuspected = false;
            fetched = new Fetched(keys, now);
            LOG.info("fetched {} public keys from {}", keys.size(), address.getHost());
        } catch (IOException | GeneralSecurityException e) {
            LOG.warn("the public keys of {} cannot be fetched: {}", address.getHost(), e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private byte[] fetch() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(TIMEOUT)
                .header("Accept", "application/json")
                .build();
        HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            if (response.statusCode() != 200) {
                throw new IOException("the status is " + response.statusCode());
            }
            byte[] bytes = body.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IOException("the answer is larger than " + MAX_BYTES + " bytes");
            }
            return bytes;
        }
    }

    /** Returns the Ed25519 keys of a key set; keys of other kinds are skipped. */
    static List<PublicKey> parse(byte[] keySet) throws IOException, GeneralSecurityException {
        List<PublicKey> keys = new ArrayList<>();
        try {
            for (JsonNode key : MAPPER.readTree(keySet).path("keys")) {
                boolean usable = key.path("kty").asText().equals("OKP")
                        && key.path("crv").asText().equals("Ed25519");
                if (usable && keys.size() < MAX_KEYS) {
                    keys.add(key(Base64.getUrlDecoder().decode(key.path("x").asText())));
                }
            }
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new IOException("the answer is no key set", e);
        }
        if (keys.isEmpty()) {
            throw new IOException("the key set has no Ed25519 key");
        }
        return List.copyOf(keys);
    }

    private static PublicKey key(byte[] raw) throws GeneralSecurityException {
        if (raw.length != KEY_BYTES) {
            throw new GeneralSecurityException("an Ed25519 key has " + KEY_BYTES + " bytes, not " + raw.length);
        }
        byte[] der = new byte[DER_HEAD.length + KEY_BYTES];
        System.arraycopy(DER_HEAD, 0, der, 0, DER_HEAD.length);
        System.arraycopy(raw, 0, der, DER_HEAD.length, KEY_BYTES);
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der));
    }
}
