package io.runfolio.api;

import static io.runfolio.api.SharedWorld.header;
import static io.runfolio.api.SharedWorld.json;
import static io.runfolio.api.SharedWorld.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signed URLs of a real server: what they allow, how they end, and attempts to change them. */
class SignedUrlsIT {
    private static final String OTHER_KEY = "ISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+P0A=";

    @TempDir
    static Path folder;

    private static SharedWorld world;
    private static LiveApi api;
    private static Path keys;
    private static String id;

    @BeforeAll
    static void open() throws Exception {
        keys = folder.resolve("signing-keys.txt");
        write("k1:" + SharedWorld.KEY);
        world = new SharedWorld(folder, "runfolio.http.signing-keys-file", keys.toString());
        api = world.api;
        id = world.ids.get(0);
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @BeforeEach
    void oneKey() throws Exception {
        write("# keys of signed URLs", "", "k1:" + SharedWorld.KEY);
    }

    @AfterEach
    void startClock() {
        world.startClock();
    }

    private static void write(String... lines) throws Exception {
        Path fresh = keys.resolveSibling("fresh");
        Files.write(fresh, List.of(lines));
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
        Files.move(fresh, keys, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }

    private static JsonNode sign(String body) {
        HttpResponse<byte[]> signed =
                api.post("/v1/artifacts/" + id + "/signed-url", body, "Authorization", "Bearer " + world.sharer);
        assertThat(signed.statusCode()).as(text(signed)).isEqualTo(201);
        return json(signed);
    }

    private static String target(String body) {
        return sign(body).get("path").asText();
    }

    /** Signs as documented, without the code under test. */
    private static String signature(String key, String artifact, String view, long expires, String keyId, boolean load)
            throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(key), "HmacSHA256"));
        String text = "runfolio-signed-url-1\n" + artifact + "\n" + view + "\n" + expires + "\n" + keyId + "\n" + load;
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static void refused(String target) {
        HttpResponse<byte[]> response = api.get(target);
        assertThat(response.statusCode()).as(target).isEqualTo(403);
        assertThat(LiveApi.error(response)).as(target).isEqualTo("signature_invalid");
        assertThat(text(response)).doesNotContain(world.runId);
    }

    @Test
    void a_signed_url_serves_the_file_to_other_sites_as_the_usual_route_does() {
        String target = target("{\"view\":\"web\",\"expires\":\"1h\"}");
        byte[] picture =
                world.get("/v1/artifacts/" + id + "/content/web", world.admin).body();

        HttpResponse<byte[]> response =
                api.get(target, "Origin", "https://blog.example", "Sec-Fetch-Site", "cross-site");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(picture);
        assertThat(header(response, "cross-origin-resource-policy")).isEqualTo("cross-origin");
        assertThat(header(response, "access-control-allow-origin")).isEqualTo("*");
        assertThat(header(response, "cache-control")).isEqualTo("private, max-age=300");
        assertThat(header(response, "content-disposition"))
                .isEqualTo("inline; filename=\"" + id + "-web.webp\"")
                .doesNotContain(world.runId);
        assertThat(api.get(target, "If-None-Match", header(response, "etag")).statusCode())
                .isEqualTo(304);
        HttpResponse<byte[]> part = api.get(target, "Range", "bytes=10-19");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(java.util.Arrays.copyOfRange(picture, 10, 20));
        assertThat(api.get(target, "Range", "bytes=99999999-").statusCode()).isEqualTo(416);
        HttpResponse<byte[]> head = api.head(target);
        assertThat(header(head, "content-length")).isEqualTo(String.valueOf(picture.length));
        assertThat(header(api.get(target("{\"download\":true}")), "content-disposition"))
                .startsWith("attachment");
    }

    @Test
    void signatures_are_the_documented_hmac() throws Exception {
        JsonNode url = sign("{\"view\":\"thumb\",\"expires\":\"30m\"}");
        long expires = Instant.parse(url.get("expiresAt").asText()).getEpochSecond();

        assertThat(url.get("path").asText())
                .isEqualTo("/signed/" + id + "/thumb?expires=" + expires + "&key=k1&signature="
                        + signature(SharedWorld.KEY, id, "thumb", expires, "k1", false));
    }

    @Test
    void order_and_encoding_of_parameters_do_not_matter_and_repetitions_are_refused() {
        String target = target("{}");
        String path = target.substring(0, target.indexOf('?'));
        String[] parts = target.substring(target.indexOf('?') + 1).split("&");
        String turned = path + "?" + parts[2] + "&" + parts[0] + "&" + parts[1];
        assertThat(api.get(turned).statusCode()).isEqualTo(200);
        assertThat(api.get(target.replace("key=k1", "%6bey=%6B1")).statusCode()).isEqualTo(200);
        assertThat(api.get(path.replace("web", "%77eb") + target.substring(path.length()))
                        .statusCode())
                .isEqualTo(200);

        for (String part : parts) {
            refused(target + "&" + part);
            refused(target.replace(part, part + "0"));
            refused(target.replace(part, part.replaceFirst("=.*", "=")));
            refused(target.replace(part, "x=1"));
        }
        for (String more : List.of("&download=true", "&download=false", "&x=1", "&", "&expires", "&Key=k1")) {
            if (!more.equals("&")) {
                refused(target + more);
            }
        }
        refused(path);
        refused(target.replace("expires=", "expires=%30"));
        refused(target.replace("expires=", "expires=%2B"));
        refused(target.replace("key=k1", "key=k1%00"));
        refused(target.replace("key=k1", "key=k1%0a"));
    }

    @Test
    void a_url_opens_one_file_of_one_artifact_only() {
        String target = target("{\"view\":\"thumb\"}");
        refused(target.replace("/thumb?", "/original?"));
        refused(target.replace("/thumb?", "/web?"));
        refused(target.replace("/thumb?", "/THUMB?"));
        refused(target.replace("/thumb?", "/thumb%00?"));
        refused(target.replace("/thumb?", "/..%2foriginal?"));
        refused(target.replace(id, world.ids.get(1)));
        refused(target.replace(id, world.outsider));
        refused(target.replace(id, id.substring(0, 15)));
        refused(target.replace(id, "..%2f" + id));
        String download = target("{\"view\":\"thumb\",\"download\":true}");
        refused(download.replace("&download=true", ""));
        assertThat(api.get(target).statusCode()).isEqualTo(200);
    }

    @Test
    void a_url_ends_exactly_at_its_second() {
        JsonNode url = sign("{\"expires\":\"10m\"}");
        Instant end = Instant.parse(url.get("expiresAt").asText());
        world.stopClock(end.minusNanos(1));
        HttpResponse<byte[]> last = api.get(url.get("path").asText());
        assertThat(last.statusCode()).isEqualTo(200);
        assertThat(header(last, "cache-control")).isEqualTo("private, max-age=0");
        world.stopClock(end);
        HttpResponse<byte[]> ended = api.get(url.get("path").asText());
        assertThat(ended.statusCode()).isEqualTo(410);
        assertThat(LiveApi.error(ended)).isEqualTo("url_expired");
    }

    @Test
    void a_signed_lifetime_beyond_the_maximum_is_refused() throws Exception {
        Instant now = Instant.now();
        long within = now.plus(Duration.ofDays(7)).plusSeconds(30).getEpochSecond();
        long beyond = now.plus(Duration.ofDays(7)).plusSeconds(120).getEpochSecond();
        String form = "/signed/" + id + "/web?expires=%d&key=k1&signature=%s";
        world.stopClock(now);
        assertThat(api.get(form.formatted(within, signature(SharedWorld.KEY, id, "web", within, "k1", false)))
                        .statusCode())
                .as("within the bound on the difference of clocks")
                .isEqualTo(200);
        refused(form.formatted(beyond, signature(SharedWorld.KEY, id, "web", beyond, "k1", false)));
        assertThat(api.post(
                                "/v1/artifacts/" + id + "/signed-url",
                                "{\"expires\":\"8d\"}",
                                "Authorization",
                                "Bearer " + world.sharer)
                        .statusCode())
                .isEqualTo(422);
    }

    @Test
    void keys_rotate_and_a_removed_key_ends_its_urls() throws Exception {
        String old = target("{}");

        write("k2:" + OTHER_KEY, "k1:" + SharedWorld.KEY);
        JsonNode fresh = sign("{}");
        assertThat(fresh.get("keyId").asText()).isEqualTo("k2");
        assertThat(api.get(old).statusCode()).isEqualTo(200);
        assertThat(api.get(fresh.get("path").asText()).statusCode()).isEqualTo(200);

        write("k2:" + OTHER_KEY);
        refused(old);
        refused(old.replace("key=k1", "key=k2"));
        assertThat(api.get(fresh.get("path").asText()).statusCode()).isEqualTo(200);

        write("k2:short");
        refused(fresh.get("path").asText());
        assertThat(LiveApi.error(api.post(
                        "/v1/artifacts/" + id + "/signed-url", "{}", "Authorization", "Bearer " + world.sharer)))
                .isEqualTo("signing_off");
    }

    @Test
    void signing_needs_the_scope_share_and_an_artifact() {
        String at = "/v1/artifacts/" + id + "/signed-url";
        assertThat(LiveApi.error(api.post(at, "{}", "Authorization", "Bearer " + world.reader)))
                .isEqualTo("scope_missing");
        assertThat(text(api.post(at, "{}", "Authorization", "Bearer " + world.blind)))
                .contains("lacks the scope read");
        assertThat(api.post(at, "{}").statusCode()).isEqualTo(401);
        assertThat(api.post(at.replace(id, "artifact-x"), "{}", "Authorization", "Bearer " + world.sharer)
                        .statusCode())
                .isEqualTo(404);
        assertThat(api.post(at, "{\"view\":\"run.json\"}", "Authorization", "Bearer " + world.sharer)
                        .statusCode())
                .isEqualTo(422);
        HttpResponse<byte[]> changed =
                api.unchecked(api.builder(target("{}")).method("DELETE", HttpRequest.BodyPublishers.noBody()));
        assertThat(changed.statusCode()).isEqualTo(401);
    }
}
