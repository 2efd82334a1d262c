package io.runfolio.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runfolio.UtcClock;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.wiring.Backends;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharesTest {
    private static final Instant START = Instant.parse("2026-03-26T12:00:00Z");
    private static final String ONE = "artifact-0000000000000001";
    private static final String TWO = "artifact-0000000000000002";

    @TempDir
    private Path folder;

    private Instant now = START;
    private BundleLayout layout;
    private Shares shares;

    @BeforeEach
    void open() {
        layout = Backends.outputs(folder.resolve("outputs"));
        shares = opened();
    }

    /** Opens the links as another process does. */
    private Shares opened() {
        return new Shares(Backends.outputs(folder.resolve("outputs")), new UtcClock() {
            @Override
            public Instant instant() {
                return now;
            }
        });
    }

    private ShareRequest request(Duration life, String... ids) {
        return new ShareRequest(
                Optional.empty(),
                List.of(ids),
                Optional.of("For Ada"),
                now.plus(life),
                Optional.empty(),
                false,
                Set.of(SharedFact.SIZE),
                "local");
    }

    @Test
    void a_link_is_found_by_its_token_in_every_process_and_after_a_restart() {
        Shares other = opened();
        assertThat(other.list()).isEmpty();

        Shares.Created created = shares.create(request(Duration.ofDays(7), ONE, TWO));

        assertThat(other.find(created.token())).contains(created.share());
        assertThat(opened().find(created.token())).contains(created.share());
        assertThat(created.share().artifactIds()).containsExactly(ONE, TWO);
        assertThat(created.share().kind()).isEqualTo(ShareKind.SET);
    }

    @Test
    void the_disk_has_the_hash_of_the_token_and_of_the_password_only() throws IOException {
        Shares.Created created = shares.create(new ShareRequest(
                Optional.empty(),
                List.of(ONE),
                Optional.empty(),
                now.plusSeconds(60),
                Optional.of("correct horse"),
                false,
                Set.of(),
                "local"));

        String stored = Files.readString(layout.shares().resolve("shares.jsonl"));

        assertThat(stored).doesNotContain(created.token()).doesNotContain("horse");
        assertThat(created.token()).matches("[A-Za-z0-9_-]{32}");
        assertThat(opened().find(created.token()).orElseThrow().password().orElseThrow())
                .matches(password -> password.matches("correct horse"))
                .matches(password -> !password.matches("correct horsf"));
    }

    @Test
    void others_than_owner_and_group_may_neither_enter_the_folder_nor_read_its_files() throws IOException {
        Shares.Created created = shares.create(request(Duration.ofDays(7), ONE));
        ShareCounters counters = new ShareCounters(layout, Clock.systemUTC());
        counters.viewed(created.share().id());
        counters.flush();

        assertThat(permissions(layout.shares())).isEqualTo("rwxr-x---");
        try (var files = Files.list(layout.shares())) {
            assertThat(files.filter(Files::isRegularFile).toList())
                    .hasSizeGreaterThanOrEqualTo(2)
                    .allMatch(file -> permissions(file).endsWith("r-----"));
        }
    }

    private static String permissions(Path file) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void a_link_ends_exactly_at_its_instant() {
        Shares.Created created = shares.create(request(Duration.ofMinutes(1), ONE));
        Instant end = START.plusSeconds(60);

        assertThat(created.share().state(end.minusNanos(1))).isEqualTo(Share.State.ACTIVE);
        assertThat(created.share().state(end)).isEqualTo(Share.State.EXPIRED);
        assertThat(shares.activeArtifactIds(end.minusNanos(1))).containsExactly(ONE);
        assertThat(shares.activeArtifactIds(end)).isEmpty();
    }

    @Test
    void a_revocation_is_known_to_every_process_at_once() {
        Shares other = opened();
        Shares.Created created = shares.create(request(Duration.ofDays(1), ONE));
        assertThat(other.activeArtifactIds(now)).containsExactly(ONE);

        shares.revoke(created.share().id(), "ada");

        assertThat(other.isRevoked(created.share().id())).isTrue();
        assertThat(other.find(created.token()).orElseThrow().state(now)).isEqualTo(Share.State.REVOKED);
        assertThat(other.activeArtifactIds(now)).isEmpty();
    }

    @Test
    void a_second_revocation_keeps_the_time_of_the_first() {
        Shares.Created created = shares.create(request(Duration.ofDays(1), ONE));
        shares.revoke(created.share().id(), "ada");
        now = START.plusSeconds(5);

        assertThat(shares.revoke(created.share().id(), "bob").orElseThrow().revokedAt())
                .contains(START);
        assertThat(shares.revoke("share-0000000000000000", "bob")).isEmpty();
    }

    @Test
    void a_torn_line_is_set_aside_and_other_links_work() throws IOException {
        Shares.Created first = shares.create(request(Duration.ofDays(1), ONE));
        Path file = layout.shares().resolve("shares.jsonl");
        Files.writeString(file, "{\"share\":\"share-00", StandardOpenOption.APPEND);

        Shares.Created second = opened().create(request(Duration.ofDays(1), TWO));

        assertThat(shares.find(first.token())).contains(first.share());
        assertThat(shares.find(second.token())).contains(second.share());
    }

    @Test
    void texts_that_are_no_token_find_nothing() {
        shares.create(request(Duration.ofDays(1), ONE));

        for (String text : List.of("", "\0", "../shares.jsonl", "a".repeat(100_000), "é", "share-0000000000000000")) {
            assertThat(shares.find(text)).as("%.20s", text).isEmpty();
        }
    }

    @Test
    void tokens_never_repeat() {
        Set<String> tokens = new HashSet<>();
        IntStream.range(0, 50)
                .forEach(i -> tokens.add(
                        shares.create(request(Duration.ofDays(1), ONE)).token()));
        assertThat(tokens).hasSize(50);
    }

    @Test
    void links_that_ended_long_ago_are_forgotten_and_others_keep_their_state() throws IOException {
        List<Shares.Created> old = IntStream.range(0, 500)
                .mapToObj(i -> shares.create(request(Duration.ofDays(1), ONE)))
                .toList();
        Shares.Created revoked = shares.create(request(Duration.ofDays(200), ONE));
        Shares.Created active = shares.create(request(Duration.ofDays(200), TWO));
        Shares other = opened();
        assertThat(other.list()).hasSize(502);
        now = START.plus(Duration.ofDays(80));
        shares.revoke(revoked.share().id(), "ada");
        now = START.plus(Duration.ofDays(92));

        Shares.Created last = shares.create(request(Duration.ofDays(1), ONE));

        assertThat(Files.readAllLines(layout.shares().resolve("shares.jsonl"))).hasSize(4);
        for (Shares each : List.of(shares, other, opened())) {
            assertThat(each.find(old.get(0).token())).isEmpty();
            assertThat(each.find(revoked.token()).orElseThrow().state(now)).isEqualTo(Share.State.REVOKED);
            assertThat(each.find(active.token()).orElseThrow().state(now)).isEqualTo(Share.State.ACTIVE);
            assertThat(each.find(last.token())).contains(last.share());
        }
    }

    @Test
    void requests_out_of_range_are_refused() {
        assertThatThrownBy(() -> request(Duration.ofDays(1))).hasMessageContaining("at least one");
        String[] many = IntStream.range(0, 501)
                .mapToObj(i -> String.format("artifact-%016x", i))
                .toArray(String[]::new);
        assertThatThrownBy(() -> request(Duration.ofDays(1), many)).hasMessageContaining("at most 500");
        assertThatThrownBy(() -> new ShareRequest(
                        Optional.of(ShareKind.COMPARISON),
                        Arrays.asList(ONE),
                        Optional.empty(),
                        now,
                        Optional.empty(),
                        false,
                        Set.of(),
                        "local"))
                .hasMessageContaining("2 to 8");
    }

    @Test
    void the_expiry_is_a_duration_or_a_time_within_the_maximum() {
        Duration max = Duration.ofDays(90);
        assertThat(ShareExpiry.parse("7d", now, max)).isEqualTo(START.plus(Duration.ofDays(7)));
        assertThat(ShareExpiry.parse("2026-03-27T00:00:00+01:00", now, max))
                .isEqualTo(Instant.parse("2026-03-26T23:00:00Z"));
        for (String wrong : List.of("", "7", "-1d", "0s", "7 days", "91d", "999999w", "2026-03-25T00:00:00Z", "2027")) {
            assertThatThrownBy(() -> ShareExpiry.parse(wrong, now, max))
                    .as(wrong)
                    .isInstanceOf(ShareException.class);
        }
    }
}
