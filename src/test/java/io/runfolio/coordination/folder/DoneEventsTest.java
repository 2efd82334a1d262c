package io.runfolio.coordination.folder;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.coordination.Claim;
import io.runfolio.intake.EventReader;
import io.runfolio.intake.RefusedEventException;
import io.runfolio.intake.SourceRoots;
import io.runfolio.json.SecretMask;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests that filing an event without its secrets can be interrupted anywhere and repeated. One delivery makes one file.
 */
class DoneEventsTest {
    private static final String EVENT =
            "{\"status\":\"s\",\"model_key\":\"m\",\"options\":{\"api_key\":\"Zq9vT4secret7LmX2pw8\"}}";

    @TempDir
    Path folder;

    private InboxLayout layout;
    private DoneEvents done;

    @BeforeEach
    void open() throws IOException {
        layout = new InboxLayout(folder);
        done = new DoneEvents(layout, SecretMask.standard());
        Files.createDirectories(layout.done());
    }

    @Test
    void an_event_whose_completion_was_interrupted_is_not_filed_twice() throws IOException {
        done.add(claim("1", EVENT));
        done.add(claim("1", EVENT));
        assertThat(names()).containsExactly("a.json");
        assertThat(Files.readString(layout.done().resolve("a.json"))).doesNotContain("secret7");
    }

    @Test
    void a_partial_copy_of_a_killed_worker_is_replaced() throws IOException {
        Files.writeString(layout.done().resolve(".1.part"), "{\"sta");
        done.add(claim("1", EVENT));
        assertThat(names()).containsExactly("a.json");
    }

    @Test
    void a_copy_under_the_alternative_name_is_recognized() throws IOException {
        Files.writeString(layout.done().resolve("a.json"), "another event");
        done.add(claim("1", EVENT));
        done.add(claim("1", EVENT));
        assertThat(names()).containsExactly("a.1.json", "a.json");
        assertThat(Files.readString(layout.done().resolve("a.json"))).isEqualTo("another event");
    }

    @Test
    void the_copy_has_the_identity_of_the_original() throws IOException {
        done.add(claim("1", EVENT));
        EventReader reader = new EventReader(
                io.runfolio.settings.RunfolioSettings.from(java.util.Map.of()).event(),
                new SourceRoots(List.of(folder)));
        assertThat(reader.read(layout.done().resolve("a.json")).eventId())
                .isEqualTo(reader.read(EVENT.getBytes(StandardCharsets.UTF_8)).eventId());
    }

    @Test
    void a_refused_event_keeps_its_bytes_and_is_readable_by_owner_and_group_only() throws IOException {
        try (Inbox inbox = Inbox.open(folder, "w")) {
            Claim claim = inbox.accept(EVENT.getBytes(StandardCharsets.UTF_8), "b.json");
            inbox.refuse(
                    claim,
                    new RefusedEventException(
                            "bad_value", "", "GET https://a.example/x?sig=Zq9vT4secret7LmX2pw8 is none."),
                    "",
                    "2026-03-26T21:45:12Z");
        }
        Path refused = layout.failed().resolve("b.json");
        Path reason = layout.failed().resolve("b.error.json");
        assertThat(Files.readString(refused)).isEqualTo(EVENT);
        assertThat(Files.readString(reason)).contains("https://a.example/x").doesNotContain("secret7");
        for (Path file : List.of(refused, reason)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-r-----");
        }
    }

    private Claim claim(String id, String event) throws IOException {
        Path file = Files.writeString(folder.resolve(id + "__a.json"), event);
        return new Claim(id, "a.json", file);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(layout.done())) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
