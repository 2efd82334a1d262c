package io.runfolio.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runfolio.UtcClock;
import io.runfolio.coordination.folder.InboxWriter;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Components;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uploads on a real disk, with a clock that is moved by hand. */
class UploadStoreTest {
    private static final String ADA = "ada";

    @TempDir
    Path folder;

    private final MovedClock clock = new MovedClock();
    private Uploads uploads;
    private RunfolioSettings settings;
    private Path inbox;

    private static final class MovedClock extends UtcClock {
        private Instant now = Instant.parse("2026-03-26T21:45:12Z");

        @Override
        public Instant instant() {
            return now;
        }
    }

    @BeforeEach
    void open() throws IOException {
        inbox = Files.createDirectories(folder.resolve("inbox"));
        settings = RunfolioSettings.from(Map.of(
                "runfolio.inbox", inbox.toString(),
                "runfolio.outputs", folder.resolve("outputs").toString(),
                "runfolio.upload.expire-after", "1h",
                "runfolio.upload.max-total-bytes", "64KiB",
                "runfolio.upload.max-bytes", "32KiB",
                "runfolio.min-free", "1MiB"));
        uploads = reopened();
    }

    /** Returns the uploads as another process has them: nothing is remembered but what is on disk. */
    private Uploads reopened() {
        return Components.uploads(settings, clock);
    }

    private static UploadStore.Announcement file(String name) {
        return new UploadStore.Announcement(ADA, name, "image/png");
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private Upload append(UploadStore store, Upload upload, String text) {
        return store.append(
                ADA,
                upload.id(),
                store.find(ADA, upload.id()).offset(),
                OptionalLong.empty(),
                stream(text),
                Optional.empty());
    }

    private Path data(Upload upload) {
        return folder.resolve("outputs/.runfolio/uploads").resolve(upload.id()).resolve("data");
    }

    @Test
    void bytes_beyond_the_recorded_offset_are_not_taken_for_the_upload() throws Exception {
        Upload upload = uploads.store().create(file("a.png"), 10);
        append(uploads.store(), upload, "abcde");
        // a power cut can leave a longer file, with bytes that were never written
        Files.write(data(upload), new byte[] {0, 0, 0}, StandardOpenOption.APPEND);
        UploadStore other = reopened().store();
        assertThat(other.find(ADA, upload.id()).offset()).isEqualTo(5);
        Upload whole = append(other, upload, "fghij");
        assertThat(whole.isComplete()).isTrue();
        assertThat(data(upload)).hasContent("abcdefghij");
        assertThat(whole.sha256()).isEqualTo("72399361da6a7754fec986dca5b7cbaf1c810a28ded4abaf56b2106d06cb78b0");
    }

    @Test
    void another_client_does_not_see_an_upload() {
        Upload upload = uploads.store().create(file("a.png"), 10);
        assertThatThrownBy(() -> uploads.store().find("eve", upload.id()))
                .isInstanceOf(UploadException.class)
                .extracting("reason")
                .isEqualTo(UploadException.Reason.UPLOAD_NOT_FOUND);
        assertThatThrownBy(() -> uploads.store().find(ADA, "../" + upload.id())).isInstanceOf(UploadException.class);
    }

    @Test
    void an_expired_upload_is_deleted_unless_an_event_of_the_queue_refers_to_it() throws Exception {
        Upload lost = uploads.store().receive(file("a.png"), stream("a"));
        Upload queued = uploads.store().receive(file("b.png"), stream("b"));
        Upload refused = uploads.store().receive(file("c.png"), stream("c"));
        Upload parked = uploads.store().receive(file("e.png"), stream("e"));
        Upload claimed = uploads.store().receive(file("d.png"), stream("d"));
        event(inbox, queued);
        event(inbox.resolve(".failed"), refused);
        Files.move(event(inbox.resolve(".work/host-1"), claimed), inbox.resolve(".work/host-1/0001__d.json"));
        Files.move(event(inbox.resolve(".waiting"), parked), inbox.resolve(".waiting/0002__e.json"));
        uploads.sweep().sweep();
        assertThat(data(lost)).exists();
        clock.now = clock.now.plus(Duration.ofHours(2));
        reopened().sweep().sweep();
        assertThat(data(lost).getParent()).doesNotExist();
        assertThat(data(queued)).exists();
        assertThat(data(refused)).exists();
        assertThat(data(claimed)).exists();
        assertThat(data(parked)).exists();
    }

    private static Path event(Path folder, Upload upload) throws IOException {
        Files.createDirectories(folder);
        String json = "{\"outputs\":[{\"source_path\":\"" + upload.sourcePath() + "\"}]}";
        return InboxWriter.write(folder, json.getBytes(StandardCharsets.UTF_8), upload.fileName() + ".json");
    }

    @Test
    void an_expired_upload_is_refused_before_it_is_deleted() {
        Upload upload = uploads.store().create(file("a.png"), 10);
        clock.now = clock.now.plus(Duration.ofMinutes(50));
        append(uploads.store(), upload, "abc");
        clock.now = clock.now.plus(Duration.ofMinutes(50));
        // each request postpones the expiry
        append(uploads.store(), upload, "d");
        clock.now = clock.now.plus(Duration.ofMinutes(61));
        assertThatThrownBy(() -> append(uploads.store(), upload, "e"))
                .isInstanceOf(UploadException.class)
                .extracting("reason")
                .isEqualTo(UploadException.Reason.UPLOAD_EXPIRED);
    }

    @Test
    void a_file_that_breaks_off_or_is_too_large_leaves_nothing() {
        InputStream broken = new InputStream() {
            private int left = 1000;

            @Override
            public int read() throws IOException {
                if (left-- == 0) {
                    throw new IOException("connection reset");
                }
                return 'x';
            }
        };
        assertThatThrownBy(() -> uploads.store().receive(file("a.png"), broken)).isInstanceOf(UploadException.class);
        assertThatThrownBy(() -> uploads.store().receive(file("a.png"), stream("x".repeat(33 << 10))))
                .isInstanceOf(UploadException.class)
                .hasMessageContaining("runfolio.upload.max-bytes");
        uploads.store().receive(file("a.png"), stream("x".repeat(30 << 10)));
        uploads.store().receive(file("a.png"), stream("x".repeat(30 << 10)));
        assertThatThrownBy(() -> uploads.store().receive(file("a.png"), stream("x".repeat(30 << 10))))
                .isInstanceOf(UploadException.class)
                .hasMessageContaining("runfolio.upload.max-total-bytes");
        assertThat(folder.resolve("outputs/.runfolio/uploads")).isDirectoryContaining(path -> true);
        assertThat(folder.resolve("outputs/.runfolio/uploads").toFile().list()).hasSize(2);
    }
}
