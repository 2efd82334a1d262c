package io.runfolio.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets of providers are masked wherever they stand, and nothing else is. */
class SecretMaskTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SECRET = "Zq9vT4secret7LmX2pw8";

    private final SecretMask mask = SecretMask.standard();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'Authorization':'Bearer S'}",
                "{'headers':{'AUTHORIZATION':'Key id:S'}}",
                "{'a':[{'b':{'x-api-key':'S'}}]}",
                "{'X_Api_Key':'S'}",
                "{'apiKey':'S'}",
                "{'openai_api_key':'S'}",
                "{'REPLICATE_API_TOKEN':'S'}",
                "{'HF_TOKEN':'S'}",
                "{'refresh-token':'S','access_token':'S'}",
                "{'clientSecret':'S'}",
                "{'password':'S','Private_Key':'S'}",
                "{'Cookie':'sid=S; theme=dark'}",
                "{'Set-Cookie':['sid=S; Path=/']}",
                "{'authorization':{'scheme':'Bearer','value':'S'}}",
                "{'credentials':[{'user':'S'}]}",
                "{'headers':[{'name':'Authorization','value':'Bearer S'}]}",
                "{'headers':[{'key':'X-Api-Key','value':'S'}]}",
                "{'headers':[['Authorization','Token S'],['Accept','*/*']]}",
                "{'rawHeaders':['Accept','*/*','X-Api-Key','S']}",
                "{'headers':['Authorization: Bearer S','Accept: */*']}",
                "{'note':'curl -H \\'x-api-key: S\\' https://a.example/'}",
                "{'env':['OPENAI_API_KEY=S','PATH=/bin']}",
                "{'body':'{\\\"api_key\\\": \\\"S\\\", \\\"a\\\": 1}'}",
                "{'body':'{\\\"password\\\": \\\"two words S\\\"}'}",
                "{'X-Fal-Key':'id:S'}",
                "{'api_keys':{'openai':'S'}}",
                "{'cmd':'curl -u user:S https://a.example/'}",
                "{'error':'Incorrect API key provided: S'}",
                "{'any':'Bearer S'}",
                "{'any':'sent Bearer S and failed'}",
                "{'any':'sk-S'}",
                "{'any':'the key sk_live_S was refused'}",
                "{'any':'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.S'}",
                "{'url':'https://user:S@a.example/x.png'}",
                "{'url':'https://S@a.example/x.png'}",
                "{'url':'https://b.s3.amazonaws.com/x.png?X-Amz-Signature=S&X-Amz-Expires=60'}",
                "{'url':'https://b.s3.amazonaws.com/x.png?X-Amz-Expires=60&X-Amz-Credential=S'}",
                "{'url':'https://b.s3.amazonaws.com/x.png?X-Amz-Security-Token=S'}",
                "{'url':'https://c.blob.core.windows.net/x?se=2026&sp=r&sv=1&sr=b&sig=S%2F'}",
                "{'url':'https://storage.googleapis.com/x?X-Goog-Signature=S&GoogleAccessId=S'}",
                "{'url':'https://d.cloudfront.net/x?Expires=1&Policy=S&Signature=S&Key-Pair-Id=S'}",
                "{'url':'https://a.example/x?token=S#access_token=S'}",
                "{'url':'/v1/x?key=S'}",
                "{'url':'https://a.example/x?hmac=S&api_key=S'}",
                "{'html':'<img src=https://a.example/x?a=1&amp;sig=S>'}",
                "{'url':'https://a.example/go?to=https%3A%2F%2Fb.example%2Fk"
                        + "%3FX-Amz-Expires%3D1%26X-Amz-Signature%3D§'}",
                "{'url':'https://a.example/go?to=b%253Fa%253D1%2526sig%253D§%2526b%253D1'}",
                "{'url':'//user:S@a.example/x.png'}",
                "{'url':'https://a.example/x;jsessionid=S?a=1'}",
                "{'url':'https://a.example/x?X-Tos-Credential=S&x-signature=S'}",
                "{'url':'https://cdn.example/x.png?ex=65&is=66&hm=S'}",
                "{'url':'https://a.example/cb?code=S&state=1'}",
                "{'url':'https://hooks.slack.com/services/T0AB12CD3/B0AB12CD3/S'}",
                "{'url':'https://discord.com/api/webhooks/123456789012345678/S'}",
                "{'url':'https://api.telegram.org/bot123456789:AA§/sendPhoto'}",
                "{'headers':[{'k':'Authorization','v':'S'}]}",
                "{'headers':[{'header_name':'Authorization','header_value':'S'}]}",
                "{'headers':['Accept','*/*','Authorization','S','odd']}",
                "{'auth':['user','S']}",
                "{'auth':{'user':'a','pass':'S'}}",
                "{'basic_auth':'user:S'}",
                "{'env':{'OPENAI_KEY':'S'}}",
                "{'cmd':'tool --api-key S --verbose'}",
                "{'cmd':['--token=S']}",
                "{'body':'{\\\"headers\\\":[[\\\"Authorization\\\",\\\"S\\\"]],\\\"n\\\":1.50}'}",
                "{'body':'{\\\"headers\\\":[{\\\"name\\\":\\\"Authorization\\\",\\\"value\\\":\\\"S\\\"}]}'}",
                "{'body':'{\\\"a\\\":\\\"[\\\\\\\"Authorization\\\\\\\",\\\\\\\"S\\\\\\\"]\\\"}'}",
                "{'body':'{\\\"api\\\\u005fkey\\\":\\\"S\\\"}'}",
                "{'body':'<a><ApiKey>S</ApiKey></a>'}",
                "{'body':'Content-Disposition: form-data; name=\\\"api_key\\\"\\r\\n\\r\\n§\\r\\n--b--'}",
                "{'error':'invalid token \\'S\\''}",
                "{'any':'3f2504e0-4f89-11d3-9a0c-0305e82c3301:a§'}",
                "{'any':'SG.abcdefghijklmnop1.S'}",
                "{'pem':'-----BEGIN RSA PRIVATE KEY-----\\n=S\\n-----END RSA PRIVATE KEY-----'}",
            })
    void a_secret_is_masked_at_any_depth_and_masking_is_idempotent(String form) throws Exception {
        String json = form.replace("\\'", "\u0001").replace('\'', '"').replace('\u0001', '\'');
        json = json.replaceAll("(?<![A-Za-z_])S(?![A-Za-z])", SECRET)
                .replace("sk_live_S", "sk_live_" + SECRET)
                .replace("§", SECRET);
        Object value = JSON.readValue(json, Object.class);

        Object masked = mask.value(value);

        assertThat(json).contains(SECRET);
        assertThat(JSON.writeValueAsString(masked)).doesNotContain(SECRET).contains("***sha256:");
        assertThat(mask.value(masked)).isEqualTo(masked);
        assertThat(SecretMask.of(false, List.of()).value(value)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'max_tokens':100,'tokens':['a','b'],'token_count':5,'eos_token':'</s>','trigger_token':'ohwx'}",
                "{'key':'uploads/2026/a.png','primary_key':7,'keyframe':'a','keywords':['x']}",
                "{'prompt':'a flag bearer standing in basic composition, secret garden, signature: bold'}",
                "{'prompt':'the secret: use warm light. token: a girl'}",
                "{'url':'https://a.example/x.png?width=100&Expires=1&se=2026&sp=r&seed=5'}",
                "{'text':'mail me at a@b.example, ratio 16:9, sk-short'}",
                "{'password':'','token':null,'secret':true,'token_type':'bearer'}",
                "{'sha256':'9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'}",
                "{'id':'artifact-0123456789abcdef','seed':123456789012345}",
                "{'tags':['token','portrait','password','x']}",
                "{'json':'{ \\\"a\\\": 1.50, \\\"name\\\": \\\"seed\\\", \\\"value\\\": 7 }','list':'[1, 2]'}",
                "{'url':'https://a.example/x?st=2026-01-01T00%3A00%3A00Z&s=200&code=404&h=1080&md5=a'}",
                "{'url':'https://a.example/go?to=https%3A%2F%2Fb.example%3Fwidth%3D100%26seed%3D5'}",
                "{'xml':'<title>a</title><token>a girl</token>','path':'//server/share/a@b.png','auth':['none']}",
                "{'time_signature':'4/4','key_signature':'C minor','SORT_KEY':'name','HOT_KEY':'ctrl',"
                        + "'fields':[{'name':'seed','value':'5'}]}",
            })
    void values_that_are_no_secrets_stay_unchanged(String form) throws Exception {
        Object value = JSON.readValue(form.replace('\'', '"'), Object.class);
        assertThat(mask.value(value)).isEqualTo(value);
    }

    @Test
    void the_replacement_has_the_first_8_digits_of_the_sha256() throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(SECRET.getBytes(StandardCharsets.UTF_8));
        String start = HexFormat.of().formatHex(hash).substring(0, 8);
        assertThat(mask.value(Map.of("api_key", SECRET))).isEqualTo(Map.of("api_key", "***sha256:" + start + "***"));
        assertThat(mask.text("https://a.example/x?Expires=1&Signature=" + SECRET))
                .isEqualTo("https://a.example/x?Expires=1&Signature=***sha256:" + start + "***");
        assertThat(mask.value(Map.of("password", 123456)).toString()).contains("***sha256:8d969eef***");
    }

    @Test
    void only_url_signatures_and_bearer_credentials_are_masked_in_a_prompt() {
        assertThat(mask.userText("password: swordfish, api_key=abc, see https://a.example/x?sig=" + SECRET + " Bearer "
                        + SECRET))
                .startsWith("password: swordfish, api_key=abc, see https://a.example/x?sig=***sha256:")
                .doesNotContain(SECRET);
    }

    @Test
    void a_message_has_no_query_string() {
        assertThat(mask.message("GET https://a.example/x?a=1 and media/b.png?v=2, why? Because."))
                .isEqualTo("GET https://a.example/x and media/b.png why? Because.");
    }

    @Test
    void keys_can_be_added() {
        SecretMask more = SecretMask.of(true, List.of("Customer-Pin"));
        assertThat(more.value(Map.of("customerPin", 4711)).toString()).doesNotContain("4711");
        assertThat(mask.value(Map.of("customerPin", 4711)).toString()).contains("4711");
    }

    @Test
    void time_is_linear_in_the_length_of_hostile_text() {
        for (String piece : List.of(
                "a",
                "://",
                "a://b",
                "?a=",
                "&sig",
                "Bearer ",
                "Basic a",
                "api_key",
                "a:",
                "\\\\\\\"",
                "eyJ",
                "eyJaaaaaaaa.",
                "sk-",
                "sk-a",
                "-----BEGIN ",
                "-----BEGIN PRIVATE KEY-----",
                "cookie:",
                "cookie: ",
                "a_",
                "=",
                "%26sig%3D",
                "<token>a",
                "--token ",
                "name=\"a\"\r\n",
                "//a:",
                "{\"a\":",
                "u0026a",
                "a=b;",
                "x@",
                "AKIA",
                " ")) {
            long few = cpu(piece.repeat(20_000 / piece.length()));
            long many = cpu(piece.repeat(200_000 / piece.length()));
            assertThat(many).as(piece).isLessThan(80 * Math.max(few, 3_000_000));
        }
    }

    private long cpu(String text) {
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        mask.message(text);
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
    }

    @Test
    void the_whole_query_of_a_url_that_a_file_was_fetched_from_is_masked_everywhere() {
        String url = "https://cdn.example/a.png?t=1&u=2";
        String shown = "https://cdn.example/a.png?" + MaskedValue.of("t=1&u=2");
        SecretMask mask = SecretMask.standard().withoutQueriesOf(List.of(url));

        assertThat(mask.value(Map.of("prompt", "like " + url, "all", List.of(url, "{\"x\":\"" + url + "\"}"))))
                .isEqualTo(Map.of("prompt", "like " + shown, "all", List.of(shown, "{\"x\":\"" + shown + "\"}")));
        assertThat(mask.text("https://cdn.example/b.png?t=1")).isEqualTo("https://cdn.example/b.png?t=1");
    }

    @Test
    void the_whole_query_is_masked_in_a_copy_too_that_was_masked_before() {
        String url = "https://cdn.example/a.png?anything=private&sig=0123456789abcdef";
        String copy = SecretMask.standard().text(url);
        assertThat(copy).contains("anything=private").doesNotContain("0123456789abcdef");

        SecretMask mask = SecretMask.standard().withoutQueriesOf(List.of(url));

        assertThat(mask.text(copy)).startsWith("https://cdn.example/a.png?").doesNotContain("private");
    }
}
