package io.runfolio.files;

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
    void all_messages_for_a_full_disk_are_recognized(String words) {
        IOException failure = new IOException("x: " + words);
        assertThat(StorageErrors.isDiskFull(failure)).isTrue();
        assertThat(StorageErrors.isDiskFullMessage(words)).isTrue();
        assertThat(StorageErrors.translate(failure, "It")).isInstanceOf(StorageFullException.class);
        assertThatThrownBy(() -> StorageErrors.rethrowStorageFailure(new UncheckedIOException(failure), "It"))
                .isInstanceOf(StorageFullException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Input/output error", "Stale file handle", "Read-only file system", "Too many open files"})
    void a_disk_that_fails_is_no_property_of_a_file(String words) {
        assertThatThrownBy(() -> StorageErrors.rethrowStorageFailure(new IOException(words), "It"))
                .isInstanceOf(StorageException.class)
                .isNotInstanceOf(StorageFullException.class);
    }

    @Test
    void a_missing_file_and_an_interrupt_are_not_taken_for_damage() {
        assertThatThrownBy(() -> StorageErrors.rethrowStorageFailure(new NoSuchFileException("a"), "It"))
                .isInstanceOf(StorageException.class);
        assertThatThrownBy(() -> StorageErrors.rethrowStorageFailure(
                        new RuntimeException(new ClosedByInterruptException()), "It"))
                .isInstanceOf(InterruptedRunException.class);
        assertThatCode(() -> StorageErrors.rethrowStorageFailure(new EOFException("the header ends"), "It"))
                .doesNotThrowAnyException();
        assertThatCode(() -> StorageErrors.rethrowStorageFailure(new IllegalArgumentException("bad marker"), "It"))
                .doesNotThrowAnyException();
    }
}
