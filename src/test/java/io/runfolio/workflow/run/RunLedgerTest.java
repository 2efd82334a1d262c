package io.runfolio.workflow.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.runfolio.coordination.folder.FolderCoordination;
import io.runfolio.json.UnreadableRecordException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLedgerTest {
    private static final String ID = "run-0000000000000001";

    @TempDir
    Path root;

    private RunStore store;
    private Path file;

    @BeforeEach
    void create() {
        store = new RunStore(
                root.resolve("runs"),
                new FolderCoordination(root.resolve("control")).eventLocks(),
                () -> {},
                LedgerListener.NONE,
                Clock.systemUTC());
        store.create(RunFoldTest.specification());
        file = store.layout().ledger(ID);
    }

    private void append(String... types) {
        try (RunLedger ledger = store.open(store.specification(ID).orElseThrow())) {
            for (String type : types) {
                ledger.append(type, JsonNodeFactory.instance.objectNode().put("step", "a"));
            }
        }
    }

    private List<String> types() {
        return store.entries(ID).stream().map(LedgerEntry::type).toList();
    }

    @Test
    void a_specification_is_read_as_it_was_written_and_never_replaced() {
        RunSpecification written = RunFoldTest.specification();
        RunSpecification read = store.specification(ID).orElseThrow();
        assertThat(read.document()).isEqualTo(written.document());
        assertThat(store.create(written).queuedAt()).isEqualTo(written.queuedAt());
        assertThat(types()).containsExactly("run.queued");
        assertThat(store.specification("run-00000000000000ff")).isEmpty();
        assertThat(store.specification("../x")).isEmpty();
    }

    @Test
    void a_torn_line_of_any_length_is_quarantined_before_the_next_entry() throws IOException {
        append(EntryTypes.RUN_STARTED);
        byte[] whole = Files.readAllBytes(file);
        append(EntryTypes.STEP_STARTED);
        byte[] longer = Files.readAllBytes(file);
        for (int length = whole.length; length < longer.length; length += 7) {
            Files.write(file, Arrays.copyOf(longer, length));
            assertThat(types()).as("a reader sees whole entries").containsExactly("run.queued", "run.started");
            append(EntryTypes.RUN_CANCELLED);
            assertThat(types()).as("%d bytes", length).containsExactly("run.queued", "run.started", "run.cancelled");
            assertThat(store.fold(ID).orElseThrow().state()).isEqualTo(RunState.CANCELLED);
        }
        assertThat(Files.readString(file.resolveSibling("ledger.jsonl.broken"))).contains("step.started");
    }

    @Test
    void zeros_of_a_power_cut_at_the_end_are_quarantined() throws IOException {
        append(EntryTypes.RUN_STARTED);
        Files.write(
                file,
                (new String(new byte[40], StandardCharsets.US_ASCII) + "\n").getBytes(StandardCharsets.US_ASCII),
                StandardOpenOption.APPEND);
        append(EntryTypes.RUN_CANCELLED);
        assertThat(types()).containsExactly("run.queued", "run.started", "run.cancelled");
    }

    @Test
    void a_missing_entry_in_the_middle_is_an_alarm_and_nothing_is_appended() throws IOException {
        append(EntryTypes.RUN_STARTED, EntryTypes.STEP_STARTED);
        List<String> lines = Files.readAllLines(file);
        Files.write(file, List.of(lines.get(0), lines.get(2)));
        byte[] before = Files.readAllBytes(file);
        assertThatThrownBy(() -> append(EntryTypes.RUN_CANCELLED))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageContaining("no entry 2");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void what_is_new_is_read_from_where_the_last_reader_ended() {
        append(EntryTypes.RUN_STARTED);
        assertThat(store.maskedEntries(ID, 0)).hasSize(2);
        append(EntryTypes.STEP_STARTED, EntryTypes.RUN_CANCELLED);
        assertThat(store.maskedEntries(ID, 2)).extracting(LedgerEntry::seq).containsExactly(3L, 4L);
        assertThat(store.maskedEntries(ID, 1)).extracting(LedgerEntry::seq).containsExactly(2L, 3L, 4L);
        assertThat(store.maskedEntries(ID, 4)).isEmpty();
        assertThat(store.maskedEntries("run-00000000000000ff", 0)).isEmpty();
    }

    @Test
    void secrets_are_masked_for_readers_and_the_files_are_private() throws IOException {
        try (RunLedger ledger = store.open(store.specification(ID).orElseThrow())) {
            ledger.append(EntryTypes.STEP_COMPLETED, (com.fasterxml.jackson.databind.node.ObjectNode)
                    LedgerLines.JSON.readTree("{\"step\": \"a\", \"output\": {\"api_key\": \"sk-abcdef0123456789\"}}"));
        }
        assertThat(store.maskedEntries(ID, 0).toString()).doesNotContain("sk-abcdef0123456789");
        assertThat(store.json(ID).toString()).doesNotContain("sk-abcdef0123456789");
        for (Path path : List.of(file, store.layout().specification(ID))) {
            assertThat(Files.getPosixFilePermissions(path))
                    .doesNotContain(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);
        }
    }
}
