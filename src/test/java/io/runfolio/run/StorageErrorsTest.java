package io.runfolio.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StorageErrorsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "No space left on device",
                "Disk quota exceeded",
                "av_interleaved_write_frame(): No space left on device",
                "There is not enough space on the disk",
                "write failed: ENOSPC",
                "Disc quota exceeded"
            })
    void all_words_for_a_used_up_disk_are_known(String words) {
        IOException failure = new IOException("x: " + words);
        assertThat(StorageErrors.isFull(failure)).isTrue();
        assertThat(StorageErrors.saysFull(words)).isTrue();
        assertThat(StorageErrors.translate(failure, "It")).isInstanceOf(StorageFullException.class);
        assertThatThrownBy(() -> StorageErrors.rethrow(new UncheckedIOException(failure), "It"))
                .isInstanceOf(StorageFullException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Input/output error", "Stale file handle", "Read-only file system", "Too many open files"})
    void a_disk_that_fails_is_no_property_of_a_file(String words) {
        assertThatThrownBy(() -> StorageErrors.rethrow(new IOException(words), "It"))
                .isInstanceOf(StorageException.class)
                .isNotInstanceOf(StorageFullException.class);
    }

    @Test
    void a_file_that_vanished_and_a_stop_are_told_apart_from_damage() {
        assertThatThrownBy(() -> StorageErrors.rethrow(new NoSuchFileException("a"), "It"))
                .isInstanceOf(StorageException.class);
        assertThatThrownBy(() -> StorageErrors.rethrow(new RuntimeException(new ClosedByInterruptException()), "It"))
                .isInstanceOf(InterruptedRunException.class);
        assertThatCode(() -> StorageErrors.rethrow(new EOFException("the header ends"), "It"))
                .doesNotThrowAnyException();
        assertThatCode(() -> StorageErrors.rethrow(new IllegalArgumentException("bad marker"), "It"))
                .doesNotThrowAnyException();
    }
}
