package io.runfolio.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.standardwebhooks.Webhook;
import com.sun.net.httpserver.HttpServer;
import io.runfolio.hooks.HookRefusedException.Rule;
import io.runfolio.hooks.adapter.ProviderAdapters;
import io.runfolio.hooks.adapter.ProviderState;
import io.runfolio.json.SecretMask;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.settings.SettingException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Signatures of webhooks. Those of Standard Webhooks are made by its own library; the others are vectors that were made
 * with Node's and Python's cryptography.
 */
class HooksTest {
    private static final Instant NOW = Instant.ofEpochSecond(1774526400);
    private static final String SECRET = "studio-secret-0123456789";
    private static final String STUDIO =
            "{\"job\":\"1\",\"state\":\"done\",\"files\":[{\"href\":\"https://example.com/a.png\"}]}";
    private static final String STUDIO_HEX = "0b4fddcc454222ff4ca43c1dd74ca349de8d012a055ccdfe957a9907bcfe07e2";
    private static final String PREDICTION = "{\"id\":\"p1\",\"status\":\"succeeded\",\"model\":\"m\",\"output\":[]}";
    private static final String FAL = "{\"request_id\":\"r-1\",\"status\":\"OK\",\"payload\":{\"images\":[{\"url\":"
            + "\"https://v3.fal.media/files/a/1.png\",\"content_type\":\"image/png\"}],\"seed\":7,"
            + "\"prompt\":\"A café\"}}";
    private static final String FAL_KEYS = "{\"keys\":[{\"kty\":\"RSA\",\"n\":\"x\"},{\"crv\":\"Ed25519\","
            + "\"x\":\"aWZRZyc9V9PE3fZgP7_md378stPNw0n2ztPKqRHoosc\",\"kty\":\"OKP\"}]}";
    private static final String FAL_SIGNATURE = "1012710b2fd5b647a3ae2c82d861918136bd1731c6382708cfc1d95405f46731"
            + "6c99d105814eb242db9ab391104f5f851e987cbee300ff8699606696cc114307";

    @TempDir
    Path folder;

    private Path secret;

    @BeforeEach
    void writeFiles() throws IOException {
        secret = folder.resolve("secret");
        write(secret, SECRET);
        Files.createDirectories(folder.resolve("providers"));
        Files.writeString(
                folder.resolve("providers/studio.yaml"),
                """
                description: Studio results
                task-id: $.job
                status: [{when: $.state, map: {done: succeeded, busy: running}}]
                outputs: [{each: "$.files[*]", url: "@.href"}]
                """);
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private Hooks hooks(String... keysAndValues) {
        Map<String, String> values = new TreeMap<>();
        values.put("runfolio.providers", folder.resolve("providers").toString());
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put("runfolio.hooks.h." + keysAndValues[i], keysAndValues[i + 1]);
        }
        RunfolioSettings settings = RunfolioSettings.from(values);
        ProviderAdapters adapters =
                new ProviderAdapters(settings.hooks().providers(), settings.event(), SecretMask.standard());
        return new Hooks(settings.hooks(), adapters, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static HookCall call(String body, String... headers) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            map.put(headers[i], headers[i + 1]);
        }
        return new HookCall(map, Map.of(), body.getBytes(StandardCharsets.UTF_8));
    }

    private static Rule refusal(Hooks hooks, HookCall call) {
        return catchThrowableOfType(HookRefusedException.class, () -> hooks.receive("h", call))
                .rule();
    }

    private static HookCall signed(String secret, String id, long time, String body) throws Exception {
        return call(
                body,
                "webhook-id",
                id,
                "webhook-timestamp",
                String.valueOf(time),
                "webhook-signature",
                new Webhook(secret).sign(id, time, body));
    }

    @Test
    void a_call_that_the_standard_library_signed_is_mapped() throws Exception {
        write(secret, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n");
        Hooks hooks = hooks("adapter", "replicate", "secret-file", secret.toString());
        HookCall call = signed("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_1", NOW.getEpochSecond(), PREDICTION);

        assertThat(hooks.receive("h", call).request()).containsEntry("idempotency_key", "replicate:p1");
    }

    @Test
    void during_a_rotation_old_and_new_secrets_and_signatures_are_valid() throws Exception {
        String old = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        String young = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
        write(secret, old + "\n" + young + "\n");
        Hooks hooks = hooks("adapter", "replicate", "secret-file", secret.toString());
        long time = NOW.getEpochSecond();
        String both = new Webhook("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").sign("m", time, PREDICTION) + " "
                + new Webhook(young).sign("m", time, PREDICTION) + " v1a,notbase64";

        assertThat(hooks.receive("h", signed(old, "m", time, PREDICTION)).state())
                .isEqualTo(ProviderState.SUCCEEDED);
        assertThat(hooks.receive(
                                "h",
                                call(PREDICTION, "svix-id", "m", "svix-timestamp", "" + time, "svix-signature", both))
                        .state())
                .isEqualTo(ProviderState.SUCCEEDED);

        write(secret, young + "\n");

        assertThat(refusal(hooks, signed(old, "m", time, PREDICTION))).isEqualTo(Rule.WRONG);
    }

    @ParameterizedTest
    @CsvSource({"-301, LATE", "-299, ''", "299, ''", "301, LATE", "-100000000, LATE"})
    void a_signed_time_counts_within_the_window_in_both_directions(long skew, String rule) throws Exception {
        write(secret, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        Hooks hooks = hooks("adapter", "replicate", "secret-file", secret.toString());
        HookCall call = signed("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "m", NOW.getEpochSecond() + skew, PREDICTION);

        if (rule.isEmpty()) {
            assertThat(hooks.receive("h", call).taskId()).hasValue("p1");
        } else {
            assertThat(refusal(hooks, call)).isEqualTo(Rule.valueOf(rule));
        }
    }

    @Test
    void the_signature_covers_every_byte_of_the_body() throws Exception {
        write(secret, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        Hooks hooks = hooks("adapter", "replicate", "secret-file", secret.toString());
        HookCall call = signed("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "m", NOW.getEpochSecond(), PREDICTION);
        // the same JSON, written by another program
        byte[] same = PREDICTION.replace(":", ": ").getBytes(StandardCharsets.UTF_8);

        assertThat(refusal(hooks, new HookCall(call.headers(), Map.of(), same))).isEqualTo(Rule.WRONG);
    }

    @ParameterizedTest
    @ValueSource(strings = {"webhook-id", "webhook-timestamp", "webhook-signature"})
    void a_call_without_one_of_the_headers_is_unsigned(String header) throws Exception {
        write(secret, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        Hooks hooks = hooks("adapter", "replicate", "secret-file", secret.toString());
        HookCall call = signed("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "m", NOW.getEpochSecond(), PREDICTION);
        Map<String, String> headers = new LinkedHashMap<>(call.headers());
        headers.remove(header);

        assertThat(refusal(hooks, new HookCall(headers, Map.of(), call.body()))).isEqualTo(Rule.UNSIGNED);
    }

    @Test
    void an_hmac_of_the_body_in_hex_with_a_prefix_is_verified() {
        Hooks hooks = hooks(
                "adapter",
                "studio",
                "scheme",
                "hmac",
                "secret-file",
                secret.toString(),
                "signature-header",
                "X-Signature-256",
                "prefix",
                "sha256=");

        assertThat(hooks.receive("h", call(STUDIO, "x-signature-256", "sha256=" + STUDIO_HEX))
                        .taskId())
                .hasValue("1");
        assertThat(hooks.receive("h", call(STUDIO, "x-signature-256", "sha256=00, sha256=" + STUDIO_HEX))
                        .taskId())
                .hasValue("1");
        assertThat(refusal(hooks, call(STUDIO, "x-signature-256", STUDIO_HEX))).isEqualTo(Rule.UNSIGNED);
        assertThat(refusal(hooks, call(STUDIO + " ", "x-signature-256", "sha256=" + STUDIO_HEX)))
                .isEqualTo(Rule.WRONG);
        assertThat(refusal(hooks, call(STUDIO, "x-signature-256", "sha256=" + STUDIO_HEX.substring(2))))
                .isEqualTo(Rule.WRONG);
    }

    @Test
    void an_hmac_of_time_and_body_in_base64_is_verified() {
        Hooks hooks = hooks(
                "adapter",
                "studio",
                "scheme",
                "hmac",
                "secret-file",
                secret.toString(),
                "signature-header",
                "X-Sig",
                "timestamp-header",
                "X-Time",
                "algorithm",
                "sha512",
                "encoding",
                "base64");
        String signature = "A8LKDG+Yf6WDEur55deQmx+cdiFaIcVOxgODml6k/jmIdbWL/G/HSd1QINbZN5B7xZcA8C+mCMSf5+T44xc4xg==";

        assertThat(hooks.receive("h", call(STUDIO, "x-sig", signature, "x-time", "1774526400"))
                        .taskId())
                .hasValue("1");
        assertThat(refusal(hooks, call(STUDIO, "x-sig", signature, "x-time", "1774526401")))
                .isEqualTo(Rule.WRONG);
        assertThat(refusal(hooks, call(STUDIO, "x-sig", signature, "x-time", "1774520000")))
                .isEqualTo(Rule.LATE);
        assertThat(refusal(hooks, call(STUDIO, "x-sig", signature))).isEqualTo(Rule.UNSIGNED);
        assertThat(refusal(hooks, call(STUDIO, "x-sig", signature, "x-time", "1774526400, 1774526400")))
                .isEqualTo(Rule.UNSIGNED);
    }

    @Test
    void the_signature_of_kie_covers_task_and_time() {
        Hooks hooks = hooks(
                "adapter",
                "kie",
                "scheme",
                "hmac",
                "secret-file",
                secret.toString(),
                "signature-header",
                "X-Webhook-Signature",
                "timestamp-header",
                "X-Webhook-Timestamp",
                "encoding",
                "base64",
                "signed",
                "{task-id}.{timestamp}");
        String body = "{\"code\":200,\"data\":{\"taskId\":\"task_12345678\",\"state\":\"success\"}}";
        String[] headers = {
            "x-webhook-signature", "GsSHG+nSZzcjcH+azYMOI60T4ZT4lLEcsyheW5MyCIs=", "x-webhook-timestamp", "1774526400"
        };

        assertThat(hooks.receive("h", call(body, headers)).taskId()).hasValue("task_12345678");
        assertThat(refusal(hooks, call(body.replace("12345678", "12345679"), headers)))
                .isEqualTo(Rule.WRONG);
        assertThat(refusal(hooks, call("not JSON", headers))).isEqualTo(Rule.UNSIGNED);
    }

    @Test
    void a_token_is_verified_in_a_header_or_a_parameter() {
        Hooks header = hooks("adapter", "studio", "scheme", "token", "secret-file", secret.toString());
        Hooks parameter =
                hooks("adapter", "studio", "scheme", "token", "secret-file", secret.toString(), "parameter", "key");
        byte[] body = STUDIO.getBytes(StandardCharsets.UTF_8);

        assertThat(header.receive("h", call(STUDIO, "authorization", "Bearer " + SECRET))
                        .taskId())
                .hasValue("1");
        assertThat(refusal(header, call(STUDIO, "authorization", "Bearer " + SECRET + "x")))
                .isEqualTo(Rule.WRONG);
        assertThat(refusal(header, call(STUDIO))).isEqualTo(Rule.UNSIGNED);
        assertThat(parameter
                        .receive("h", new HookCall(Map.of(), Map.of("key", List.of(SECRET)), body))
                        .taskId())
                .hasValue("1");
        assertThat(refusal(parameter, new HookCall(Map.of(), Map.of("key", List.of(SECRET, "x")), body)))
                .isEqualTo(Rule.UNSIGNED);
    }

    @Test
    void a_payload_without_a_model_has_the_one_of_the_address() {
        Hooks hooks = hooks("adapter", "studio", "scheme", "token", "secret-file", secret.toString());
        byte[] body = STUDIO.getBytes(StandardCharsets.UTF_8);
        Map<String, String> headers = Map.of("authorization", SECRET);

        assertThat(hooks.receive("h", new HookCall(headers, Map.of("model", List.of("studio/xl")), body))
                        .request())
                .containsEntry("model_key", "studio/xl")
                .doesNotContainKey("warnings");
        assertThat(hooks.receive("h", new HookCall(headers, Map.of(), body)).request())
                .containsEntry("model_key", "studio")
                .containsKey("warnings");
    }

    @Test
    void a_call_of_fal_is_verified_by_keys_that_were_fetched_before() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/keys", exchange -> {
            byte[] keys = FAL_KEYS.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, keys.length);
            exchange.getResponseBody().write(keys);
            exchange.close();
        });
        server.start();
        try {
            Hooks hooks = hooks(
                    "adapter",
                    "fal",
                    "scheme",
                    "fal",
                    "keys-url",
                    "http://127.0.0.1:" + server.getAddress().getPort() + "/keys");
            String[] headers = {
                "x-fal-webhook-request-id", "r-1",
                "x-fal-webhook-user-id", "user-9",
                "x-fal-webhook-timestamp", "1774526400",
                "x-fal-webhook-signature", FAL_SIGNATURE
            };
            assertThatThrownBy(() -> hooks.receive("h", call(FAL, headers)))
                    .isInstanceOf(HookUnavailableException.class);

            hooks.refreshKeys();

            assertThat(hooks.receive("h", call(FAL, headers)).taskId()).hasValue("r-1");
            assertThat(refusal(hooks, call(FAL.replace("é", "e"), headers))).isEqualTo(Rule.WRONG);
            headers[3] = "user-8";
            assertThat(refusal(hooks, call(FAL, headers))).isEqualTo(Rule.WRONG);
            headers[7] = FAL_SIGNATURE.substring(2);
            assertThat(refusal(hooks, call(FAL, headers))).isEqualTo(Rule.WRONG);
            headers[7] = "not hex";
            assertThat(refusal(hooks, call(FAL, headers))).isEqualTo(Rule.UNSIGNED);
        } finally {
            server.stop(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"keys\":[]}", "nonsense", "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\"}]}"})
    void a_key_set_without_a_usable_key_is_refused(String keys) {
        assertThatThrownBy(() -> PublicKeys.parse(keys.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOfAny(IOException.class, java.security.GeneralSecurityException.class);
    }

    @Test
    void without_a_usable_secret_no_call_is_accepted_and_the_file_is_read_again() throws IOException {
        Hooks hooks = hooks("adapter", "studio", "scheme", "token", "secret-file", secret.toString());
        HookCall call = call(STUDIO, "authorization", SECRET);
        for (String text : List.of("", "short", " \n\n")) {
            write(secret, text);
            assertThatThrownBy(() -> hooks.receive("h", call)).isInstanceOf(HookUnavailableException.class);
        }
        write(secret, SECRET);
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> hooks.receive("h", call))
                .isInstanceOf(HookUnavailableException.class)
                .hasMessageNotContaining(SECRET);
        Files.delete(secret);
        assertThatThrownBy(() -> hooks.receive("h", call)).isInstanceOf(HookUnavailableException.class);

        write(secret, SECRET);

        assertThat(hooks.receive("h", call).taskId()).hasValue("1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "adapter=nobody scheme=token secret-file=s | runfolio.hooks.h.adapter",
                "scheme=token secret-file=s | runfolio.hooks.h.adapter",
                "adapter=fal scheme=token | runfolio.hooks.h.secret-file",
                "adapter=fal scheme=hmac secret-file=s | runfolio.hooks.h.signature-header",
                "adapter=fal scheme=hmac secret-file=s signature-header=X signed={timestamp} | timestamp-header",
                "adapter=fal scheme=hmac secret-file=s signature-header=X signed={secret} | runfolio.hooks.h.signed",
                "adapter=fal scheme=md5 | runfolio.hooks.h.scheme",
                "adapter=fal scheme=fal keys-url=http://example.com/ | runfolio.hooks.h.keys-url",
                "adapter=fal scheme=fal window=2d | runfolio.hooks.h.window",
                "adapter=fal scheme=fal colour=red | runfolio.hooks.h.colour",
            })
    void a_setting_that_cannot_be_used_is_named(String settings, String key) {
        String[] keysAndValues = settings.split("[ =]");
        assertThatThrownBy(() -> hooks(keysAndValues))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining(key);
    }
}
