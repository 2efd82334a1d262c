package io.runfolio.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runfolio.UtcClock;
import io.runfolio.coordination.folder.FolderCoordination;
import io.runfolio.coordination.folder.FolderEventInbox;
import io.runfolio.files.StorageException;
import io.runfolio.intake.RefusedEventException;
import io.runfolio.run.AssetKind;
import io.runfolio.run.RunRequest;
import io.runfolio.settings.RunfolioSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uploads of two hosts that have no common folder. */
class SharedUploadsTest {
    private static final Instant START = Instant.parse("2026-03-26T21:45:12Z");

    @TempDir
    private Path folder;

    private Instant now = START;
    private FolderFiles shared;
    private Uploads first;
    private Uploads second;

    @BeforeEach
    void open() throws IOException {
        Files.createDirectories(folder.resolve("inbox"));
        shared = new FolderFiles(folder.resolve("shared"));
        first = host("first");
        second = host("second");
    }

    private Uploads host(String name) {
        Path control = folder.resolve(name);
        return Uploads.of(
                RunfolioSettings.from(Map.of("runfolio.upload.expire-after", "1h", "runfolio.min-free", "1MiB")),
                control,
                new FolderCoordination(control),
                new FolderEventInbox(folder.resolve("inbox")),
                Optional.of(shared),
                UtcClock.at(() -> now));
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static UploadStore.Announcement file() {
        return new UploadStore.Announcement("ada", "a.png", "image/png");
    }

    private Upload uploaded() {
        Upload upload = first.store().create(file(), 6);
        return append(append(upload, "abc"), "def");
    }

    private Upload append(Upload upload, String part) {
        return first.store()
                .append("ada", upload.id(), upload.offset(), OptionalLong.empty(), bytes(part), Optional.empty());
    }

    private static RunRequest event(String... ids) {
        var builder = RunRequest.builder("succeeded", "model");
        for (String id : ids) {
            builder.output(AssetKind.IMAGE, UploadReference.SCHEME + id);
        }
        return builder.build();
    }

    private Path uploads(String host) {
        return folder.resolve(host).resolve("uploads");
    }

    @Test
    void a_complete_upload_of_one_host_is_named_at_the_other_and_read_there() {
        Upload partial = first.store().create(file(), 6);
        append(partial, "abc");
        assertThat(second.store().file(partial.id())).isEmpty();
        Upload upload = uploaded();

        second.events().keep("ada", "event", event(upload.id()));
        second.events().check(event(upload.id()));

        assertThat(second.store().file(upload.id()).orElseThrow()).hasContent("abcdef");
        assertThat(second.events().named(event(upload.id())).outputs().get(0).originalFilename())
                .isEqualTo("a.png");
        assertThatThrownBy(() -> second.events().keep("eve", "event", event(upload.id())))
                .isInstanceOf(RefusedEventException.class);
        assertThatThrownBy(() -> second.events().keep("ada", "event", event("0".repeat(32))))
                .isInstanceOf(RefusedEventException.class);
        assertThat(second.store().file("../" + upload.id())).isEmpty();
    }

    @Test
    void an_event_is_not_accepted_before_other_hosts_can_read_its_uploads() {
        Upload upload = first.store().receive(file(), bytes("abc"));
        shared.isAway = true;
        assertThatThrownBy(() -> first.events().keep("ada", "event", event(upload.id())))
                .isInstanceOf(StorageException.class);
        shared.isAway = false;
        assertThat(second.store().file(upload.id())).isEmpty();

        first.events().keep("ada", "event", event(upload.id()));

        assertThat(second.store().file(upload.id()).orElseThrow()).hasContent("abc");
    }

    @Test
    void the_last_part_can_be_sent_again_where_the_store_was_away() {
        Upload half = append(first.store().create(file(), 6), "abc");
        shared.isAway = true;
        assertThatThrownBy(() -> append(half, "def")).isInstanceOf(StorageException.class);
        shared.isAway = false;
        Upload whole = first.store().find("ada", half.id());
        assertThat(whole.offset()).isEqualTo(6);
        append(whole, "");
        assertThat(second.store().file(half.id()).orElseThrow()).hasContent("abcdef");
    }

    @Test
    void damaged_bytes_are_refused_and_leave_nothing() throws IOException {
        Upload upload = uploaded();
        Files.writeString(shared.data(upload.id()), "abcdeX");
        assertThatThrownBy(() -> second.store().file(upload.id()))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("other bytes than were sent");
        assertThat(uploads("second")).isEmptyDirectory();
        Files.writeString(shared.data(upload.id()), "abcdef");
        assertThat(second.store().file(upload.id()).orElseThrow()).hasContent("abcdef");
    }

    @Test
    void uploads_go_an_hour_after_their_expiry_unless_an_event_waits_for_them() throws IOException {
        Upload named = uploaded();
        Upload other = uploaded();
        Path waiting = folder.resolve("inbox").resolve("event.json");
        Files.writeString(waiting, "{\"source_path\": \"upload:" + named.id() + "\"}");

        now = START.plus(Duration.ofMinutes(119));
        second.sweep().sweep();
        assertThat(shared.ids()).containsExactlyInAnyOrder(named.id(), other.id());
        assertThat(second.store().file(other.id())).as("it has expired").isEmpty();

        now = START.plus(Duration.ofMinutes(121));
        second.sweep().sweep();
        assertThat(shared.ids()).containsExactly(named.id());

        Files.delete(waiting);
        second.sweep().sweep();
        assertThat(shared.ids()).isEmpty();
    }

    @Test
    void an_event_that_names_an_upload_again_keeps_it_longer() {
        Upload upload = uploaded();
        now = START.plus(Duration.ofMinutes(50));
        first.events().keep("ada", "event", event(upload.id()));
        now = START.plus(Duration.ofMinutes(125));
        second.sweep().sweep();
        assertThat(shared.ids()).containsExactly(upload.id());
        now = START.plus(Duration.ofMinutes(171));
        List.of(first, second).forEach(host -> host.sweep().sweep());
        assertThat(shared.ids()).isEmpty();
    }
}
