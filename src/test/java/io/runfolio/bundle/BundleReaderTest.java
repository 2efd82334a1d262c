package io.runfolio.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runfolio.json.RecordMapper;
import io.runfolio.json.UnreadableRecordException;
import io.runfolio.run.AssetKind;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunRequest;
import io.runfolio.wiring.Backends;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleReaderTest {
    @TempDir
    Path outputs;

    private BundleLayout layout;
    private BundleReader reader;

    @BeforeEach
    void setUp() {
        layout = Backends.outputs(outputs);
        reader = new BundleReader(layout);
    }

    @Test
    void a_sealed_run_is_read_back_as_it_was_sealed() {
        RunArtifact sealed = seal("2026-03-26T21:45:12Z", "m");
        RunArtifact read = reader.run(Path.of(sealed.runDir()));
        assertThat(RecordMapper.document(read)).isEqualTo(RecordMapper.document(sealed));
        assertThat(reader.manifest(Path.of(sealed.runDir())).runFolder()).isEqualTo(sealed.runDir());
        assertThat(reader.origin(read)).hasValue(Bundles.origin("event of m"));
    }

    @Test
    void a_bundle_is_found_by_its_id_wherever_it_was_moved() throws IOException {
        RunArtifact sealed = seal("2026-03-26T21:45:12Z", "m");
        Path home = outputs.resolve(sealed.runDir());
        assertThat(reader.find(sealed.runId())).hasValue(home);
        Path elsewhere = Files.createDirectory(outputs.resolve("archive")).resolve(sealed.runId());
        Files.move(home, elsewhere);
        assertThat(reader.find(sealed.runId())).hasValue(elsewhere);
        assertThat(reader.find("20260326_214512_other")).isEmpty();
    }

    @Test
    void names_that_lead_elsewhere_find_nothing() {
        seal("2026-03-26T21:45:12Z", "m");
        for (String name : new String[] {"", ".", "..", "../x", "a/b", "a\\b", "\0", ".runfolio"}) {
            assertThat(reader.find(name)).as("<%s>", name).isEmpty();
        }
    }

    @Test
    void bundles_come_by_day_and_name_and_nothing_else_does() throws IOException {
        RunArtifact late = seal("2026-03-27T00:00:00Z", "a");
        RunArtifact early = seal("2026-03-26T21:45:12Z", "z");
        Files.writeString(outputs.resolve("index.jsonl"), "");
        Files.createDirectories(outputs.resolve("2026-03-26/not_a_bundle"));
        Files.createDirectories(outputs.resolve(".trash/x"));
        assertThat(reader.scan()).containsExactly(outputs.resolve(early.runDir()), outputs.resolve(late.runDir()));
        assertThat(new BundleReader(Backends.outputs(outputs.resolve("nowhere"))).scan())
                .isEmpty();
    }

    @Test
    void a_record_that_is_missing_or_torn_is_said_to_be_unreadable() throws IOException {
        RunArtifact sealed = seal("2026-03-26T21:45:12Z", "m");
        Path file = outputs.resolve(sealed.runDir()).resolve("run.json");
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> reader.run(Path.of(sealed.runDir()))).isInstanceOf(UnreadableRecordException.class);
        Files.delete(file);
        assertThatThrownBy(() -> reader.run(Path.of(sealed.runDir()))).isInstanceOf(UnreadableRecordException.class);
    }

    private RunArtifact seal(String time, String model) {
        RunRequest request = RunRequest.builder("succeeded", model)
                .createdAt(OffsetDateTime.parse(time))
                .output(AssetKind.IMAGE, "a.png")
                .build();
        return Bundles.seal(layout, request, "event of " + model);
    }
}
