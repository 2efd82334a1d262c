package io.runfolio.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.runfolio.store.object.LinkOptions;
import io.runfolio.store.object.ObjectContent;
import io.runfolio.store.object.ObjectInfo;
import io.runfolio.store.object.ObjectStore;
import io.runfolio.store.object.ObjectStoreException;
import io.runfolio.store.object.StoreProbe;
import io.runfolio.store.object.UploadedPart;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The object store against two servers. */
class S3ObjectStoreIT {
    private static final String DISPOSITION = "inline; filename=\"a b.png\"; filename*=UTF-8''a%20b.png";

    @TempDir
    static Path folder;

    private static S3Server mock;
    private static S3Server proxy;

    @BeforeAll
    static void start() throws IOException {
        mock = S3Server.s3mock(folder.resolve("mock"));
        proxy = S3Server.s3proxy(folder.resolve("proxy"));
        mock.awaitReady();
        proxy.awaitReady();
    }

    @AfterAll
    static void stop() {
        mock.close();
        proxy.close();
    }

    static Stream<S3Server> servers() {
        return Stream.of(mock, proxy);
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("servers")
    void an_object_comes_back_as_it_was_sent(S3Server server) throws IOException {
        byte[] bytes = "some text".getBytes();
        try (ObjectStore store = server.open("plain")) {
            String key = "a b/ü + 100%/画像 ~&=?#.txt";
            ObjectInfo sent = store.put(key, ObjectContent.of(bytes));

            assertThat(store.get(key).readAllBytes()).isEqualTo(bytes);
            assertThat(store.get(key, 5, 4).readAllBytes()).asString().isEqualTo("text");
            ObjectInfo found = store.head(key).orElseThrow();
            assertThat(found)
                    .usingRecursiveComparison()
                    .ignoringFields("written")
                    .isEqualTo(sent);
            assertThat(found.written().orElseThrow()).isCloseTo(Instant.now(), within(1, ChronoUnit.MINUTES));
            assertThat(store.list("a b/")).singleElement().satisfies(listed -> {
                assertThat(List.of(listed.key(), listed.bytes(), listed.etag()))
                        .isEqualTo(List.of(key, 9L, sent.etag()));
                assertThat(listed.written().orElseThrow()).isCloseTo(Instant.now(), within(1, ChronoUnit.MINUTES));
            });
            store.delete(key);
            store.delete(key);
            assertThat(store.head(key)).isEmpty();
        }
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("servers")
    void an_object_without_bytes_comes_back(S3Server server) throws IOException {
        try (ObjectStore store = server.open("plain")) {
            store.put("empty", ObjectContent.of(new byte[0]));

            assertThat(store.get("empty").readAllBytes()).isEmpty();
            assertThat(store.head("empty").orElseThrow().bytes()).isZero();
            store.delete("empty");
        }
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("servers")
    void parts_become_one_object(S3Server server) throws IOException {
        byte[] bytes = new byte[(5 << 20) + 1000];
        new Random(1).nextBytes(bytes);
        ObjectContent whole = ObjectContent.of(bytes);
        try (ObjectStore store = server.open("parts")) {
            String upload = store.begin("large", whole.sha256());
            UploadedPart first = store.sendPart("large", upload, 1, ObjectContent.of(Arrays.copyOf(bytes, 5 << 20)));
            assertThat(store.head("large")).isEmpty();
            assertThat(store.parts("large", upload)).singleElement().satisfies(part -> assertThat(part.etag())
                    .isEqualTo(first.etag()));
            UploadedPart second = store.sendPart(
                    "large", upload, 2, ObjectContent.of(Arrays.copyOfRange(bytes, 5 << 20, bytes.length)));
            ObjectInfo sent = store.complete("large", upload, List.of(first, second));

            assertThat(sent.sha256()).contains(whole.sha256());
            try (InputStream in = store.get("large")) {
                assertThat(in.readAllBytes()).isEqualTo(bytes);
            }
            assertThat(partsOrNone(store, upload)).isEmpty();
        }
    }

    /** Returns the parts of an upload. S3Proxy lists none where other servers say that there is no such upload. */
    private static List<UploadedPart> partsOrNone(ObjectStore store, String upload) {
        try {
            return store.parts("large", upload);
        } catch (ObjectStoreException e) {
            assertThat(e.kind()).isEqualTo(ObjectStoreException.Cause.MISSING);
            return List.of();
        }
    }

    @Test
    void other_bytes_than_the_checksum_says_are_refused() {
        byte[] bytes = "some text".getBytes();
        ObjectContent wrong = new ObjectContent(
                bytes.length,
                ObjectContent.of("other".getBytes()).sha256(),
                ObjectContent.of(bytes).source());
        try (ObjectStore store = mock.open("plain")) {
            assertThatExceptionOfType(ObjectStoreException.class)
                    .isThrownBy(() -> store.put("wrong", wrong))
                    .satisfies(failure -> assertThat(failure.kind())
                            .as(failure.getMessage())
                            .isEqualTo(ObjectStoreException.Cause.CHECKSUM));
        }
    }

    @Test
    void the_probes_tell_the_servers_apart() {
        try (ObjectStore one = mock.open("probed");
                ObjectStore other = proxy.open("probed")) {
            Map<String, Boolean> comparesChecksums = probed(one);
            Map<String, Boolean> comparesSignatures = probed(other);

            assertThat(comparesChecksums)
                    .containsEntry("reachable", true)
                    .containsEntry("checksums", true)
                    .containsEntry("links", false)
                    .containsKey("conditional-writes");
            assertThat(comparesSignatures)
                    .containsEntry("reachable", true)
                    .containsEntry("checksums", false)
                    .containsEntry("links", true)
                    .containsKey("conditional-writes");
            assertThat(other.list("")).isEmpty();
        }
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("servers")
    void a_link_answers_with_the_type_and_the_disposition_that_it_names(S3Server server) throws Exception {
        try (ObjectStore store = server.open("linked")) {
            String key = "a b/ü + 100%.png";
            store.put(key, ObjectContent.of("some text".getBytes()));
            URI link = store.presign(key, named(false));
            HttpResponse<String> answer = follow("GET", link, "");

            assertThat(answer.body()).isEqualTo("some text");
            assertThat(answer.headers().firstValue("content-type")).contains("image/png");
            assertThat(answer.headers().firstValue("content-disposition")).contains(DISPOSITION);
            HttpResponse<String> part = follow("GET", link, "bytes=5-8");
            assertThat(part.statusCode()).isEqualTo(206);
            assertThat(part.body()).isEqualTo("text");
            HttpResponse<String> head = follow("HEAD", store.presign(key, named(true)), "");
            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(head.headers().firstValue("content-length")).contains("9");
            store.delete(key);
        }
    }

    @Test
    void a_link_with_another_type_method_or_object_is_refused() throws Exception {
        try (ObjectStore store = proxy.open("linked")) {
            store.put("mine", ObjectContent.of("some text".getBytes()));
            store.put("other", ObjectContent.of("other text".getBytes()));
            URI link = store.presign("mine", named(false));

            assertThat(follow("GET", link, "").body()).isEqualTo("some text");
            assertThat(follow("GET", changed(link, "image%2Fpng", "text%2Fhtml"), "")
                            .statusCode())
                    .isEqualTo(403);
            assertThat(follow("GET", changed(link, "/mine", "/other"), "").statusCode())
                    .isEqualTo(403);
            assertThat(follow("HEAD", link, "").statusCode()).isEqualTo(403);
            assertThat(follow("GET", link, "").statusCode()).isEqualTo(200);
            store.delete("mine");
            store.delete("other");
        }
    }

    private static LinkOptions named(boolean isHead) {
        return new LinkOptions(Duration.ofMinutes(1), isHead, Optional.of("image/png"), Optional.of(DISPOSITION));
    }

    private static URI changed(URI link, String text, String other) {
        assertThat(link.toString()).contains(text);
        return URI.create(link.toString().replace(text, other));
    }

    private static HttpResponse<String> follow(String method, URI link, String range) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(link).method(method, BodyPublishers.noBody());
        if (!range.isEmpty()) {
            request.header("Range", range);
        }
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }

    private static Map<String, Boolean> probed(ObjectStore store) {
        return new StoreProbe(store)
                .run().stream().collect(Collectors.toMap(StoreProbe.Result::name, StoreProbe.Result::ok));
    }
}
