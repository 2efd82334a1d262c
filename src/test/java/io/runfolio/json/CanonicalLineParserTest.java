package io.runfolio.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.index.Entries;
import io.runfolio.index.IndexLineReader;
import io.runfolio.index.ProcessedEvents;
import io.runfolio.run.RunIndexEntry;
import io.runfolio.run.TaskMode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CanonicalLineParserTest {
    private static final RunIndexEntry FULL = new RunIndexEntry(
            "20260326_214512_m",
            "2026-03-26T21:45:12+00:00",
            "succeeded",
            "m",
            TaskMode.TEXT_TO_IMAGE,
            List.of("a", "b\"\\\n"),
            "a prompt, in \u00fcber two {\"lines\"}\n\ud83d\ude00",
            "original/output_01.png",
            "web/output_01.webp",
            null,
            "",
            0,
            12,
            false,
            true,
            2.25,
            "2026-03-26/20260326_214512_m");
    private static final String LINE = RecordMapper.line(FULL);

    private final CanonicalLineParser index = new CanonicalLineParser(RunIndexEntry.class, "runId");

    @Test
    void written_lines_are_parsed() {
        assertThat(read(LINE)).hasValue("20260326_214512_m");
        assertThat(read(RecordMapper.line(Entries.entry("a")))).hasValue("a");
        CanonicalLineParser ledger = new CanonicalLineParser(ProcessedEvents.ProcessedEvent.class, "eventId", "runId");
        assertThat(ledger.read(bytes(RecordMapper.line(new ProcessedEvents.ProcessedEvent("e-1", "\n", "run 1")))))
                .hasValue(List.of("e-1", "run 1"));
    }

    @Test
    void incomplete_lines_are_rejected() {
        for (int cut = 0; cut < LINE.length(); cut++) {
            assertThat(read(LINE.substring(0, cut))).isEmpty();
        }
        for (String other : List.of(LINE + " ", LINE + "}", " " + LINE, LINE.replace(": 12", ": 12345678901"))) {
            assertThat(read(other)).isEmpty();
        }
        for (RunIndexEntry other : List.of(Entries.entry(""), Entries.entry("a\n"), Entries.entry("\u00e4"))) {
            assertThat(read(RecordMapper.line(other))).isEmpty();
        }
    }

    /** A parser is asked about every line that differs by a byte or two. */
    @Test
    void whatever_it_reads_a_parser_reads_as_well() {
        Random random = new Random(11);
        String bytes = "\"\\{}[]:,.0123456789eu-+ntrb\0\u007f\u00ff aZ_";
        int read = 0;
        for (int i = 0; i < 60_000; i++) {
            StringBuilder line = new StringBuilder(LINE);
            for (int change = random.nextInt(2); change >= 0; change--) {
                int at = random.nextInt(line.length());
                char c = bytes.charAt(random.nextInt(bytes.length()));
                switch (random.nextInt(3)) {
                    case 0 -> line.setCharAt(at, c);
                    case 1 -> line.insert(at, c);
                    default -> line.deleteCharAt(at);
                }
            }
            Optional<String> quick = read(line.toString());
            if (quick.isPresent()) {
                read++;
                assertThat(IndexLineReader.entry(bytes(line.toString())).map(RunIndexEntry::runId))
                        .as(line.toString())
                        .isEqualTo(quick);
            }
        }
        assertThat(read).isGreaterThan(1_000);
    }

    private Optional<String> read(String line) {
        return index.read(bytes(line)).map(words -> words.get(0));
    }

    private static byte[] bytes(String line) {
        return line.getBytes(StandardCharsets.ISO_8859_1);
    }
}
