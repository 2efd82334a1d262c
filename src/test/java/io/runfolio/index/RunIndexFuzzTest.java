package io.runfolio.index;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.json.RecordMapper;
import io.runfolio.wiring.Backends;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Tests that a start and an append lose no byte of any index. Every byte of it is left in the index or beside it, and
 * every whole line of ours in its place.
 */
class RunIndexFuzzTest {
    private static final String OURS = RecordMapper.line(Entries.entry("ours"));
    private static final Path OUTPUTS = outputs();

    @FuzzTest
    void no_byte_is_lost_and_no_line_of_ours_moves(byte[] bytes) throws IOException {
        // the placeholder {line} lets the fuzzer insert a valid line
        String before = new String(bytes, ISO_8859_1).replace("{line}", OURS);
        BundleLayout layout = Backends.outputs(OUTPUTS);
        Path broken = OUTPUTS.resolve("index.jsonl.broken");
        Files.deleteIfExists(broken);
        Files.writeString(layout.index(), before, ISO_8859_1);
        RunIndex index = new RunIndex(layout);

        long dropped = index.quarantineTail();

        String kept = Files.readString(layout.index(), ISO_8859_1);
        String aside = dropped == 0 ? "" : Files.readString(broken, ISO_8859_1);
        assertThat(kept + (aside.isEmpty() ? "" : aside.substring(0, aside.length() - 1)))
                .isEqualTo(before);
        assertThat(dropped).isEqualTo(before.length() - kept.length());
        assertThat(kept.isEmpty() || kept.endsWith("\n")).isTrue();
        // the tail begins behind the last whole line of ours
        assertThat(("\n" + aside.substring(0, Math.max(0, aside.length() - 1)))).doesNotContain("\n" + OURS + "\n");

        boolean known = index.contains("new");
        assertThat(index.append(Entries.entry("new"))).isEqualTo(!known);
        assertThat(Files.readString(layout.index(), ISO_8859_1))
                .isEqualTo(known ? kept : kept + RecordMapper.line(Entries.entry("new")) + "\n");
        assertThat(index.entries()).extracting("runId").doesNotHaveDuplicates().hasSize(index.size());
        if (("\n" + kept).contains("\n" + OURS + "\n")) {
            assertThat(index.find("ours")).isPresent();
        }
    }

    private static Path outputs() {
        try {
            return Files.createTempDirectory("runfolio-index-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
