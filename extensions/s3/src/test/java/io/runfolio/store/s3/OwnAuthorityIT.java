package io.runfolio.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.runfolio.TestPorts;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.settings.mirror.BucketAddress;
import io.runfolio.store.object.ObjectContent;
import io.runfolio.store.object.ObjectStore;
import io.runfolio.store.object.ObjectStoreException;
import io.runfolio.store.object.ObjectStores;
import io.runfolio.store.object.StoreProbe;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server with a certificate of its own authority, as in many data centres. */
class OwnAuthorityIT {
    @TempDir
    static Path folder;

    private static TestAuthority authority;
    private static S3Server server;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        authority = TestAuthority.create(folder.resolve("authority"));
        port = TestPorts.free();
        server = S3Server.s3proxy(folder.resolve("server"), port, authority).awaitReady();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void with_its_authority_objects_and_links_can_be_read() throws Exception {
        try (ObjectStore store = open(Optional.of(authority.certificate()))) {
            store.put("object", ObjectContent.of("text".getBytes()));

            assertThat(store.get("object").readAllBytes()).asString().isEqualTo("text");
            assertThat(new StoreProbe(store).run())
                    .filteredOn(probe -> probe.name().equals("links"))
                    .allSatisfy(
                            probe -> assertThat(probe.ok()).as(probe.detail()).isTrue())
                    .hasSize(1);
        }
    }

    @Test
    void without_its_authority_nothing_is_sent_and_the_reason_names_the_setting() throws Exception {
        TestAuthority other = TestAuthority.create(folder.resolve("other"));
        try (ObjectStore unknown = open(Optional.empty());
                ObjectStore wrong = open(Optional.of(other.certificate()))) {
            for (ObjectStore store : new ObjectStore[] {unknown, wrong}) {
                assertThatExceptionOfType(ObjectStoreException.class)
                        .isThrownBy(() -> store.put("refused", ObjectContent.of("text".getBytes())))
                        .withMessageContaining("certificate")
                        .withMessageContaining("runfolio.s3.ca-file")
                        .satisfies(
                                failure -> assertThat(failure.concernsStore()).isTrue());
            }
        }
        assertThat(server.objects().resolve("own/refused")).doesNotExist();
    }

    private static ObjectStore open(Optional<Path> certificate) {
        Map<String, String> settings = new HashMap<>(server.settings());
        settings.put("runfolio.s3.endpoint", "https://127.0.0.1:" + port);
        certificate.ifPresent(file -> settings.put("runfolio.s3.ca-file", file.toString()));
        return ObjectStores.open(
                "runfolio.mirror",
                new BucketAddress(S3Server.BUCKET, "own/"),
                RunfolioSettings.from(settings).s3());
    }
}
