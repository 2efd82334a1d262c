package io.runfolio.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.runfolio.intake.SourceRoots.NotAFileException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class OpeningTest {
    @TempDir
    Path folder;

    @Test
    void a_pipe_that_nobody_writes_to_is_given_up_and_closed_when_somebody_does() throws Exception {
        Path pipe = pipe();
        AtomicReference<FileChannel> late = new AtomicReference<>();
        assertThatThrownBy(() -> Opening.within(Duration.ofMillis(100), () -> {
                    late.set(FileChannel.open(pipe, StandardOpenOption.READ));
                    return late.get();
                }))
                .isInstanceOf(NotAFileException.class);
        FileChannel.open(pipe, StandardOpenOption.WRITE).close();
        await().until(() -> late.get() != null && !late.get().isOpen());
    }

    @Test
    void who_waits_for_a_pipe_can_be_interrupted() throws Exception {
        Path pipe = pipe();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() ->
                        Opening.within(Duration.ofSeconds(50), () -> FileChannel.open(pipe, StandardOpenOption.READ)))
                .isInstanceOf(ClosedByInterruptException.class);
        assertThat(Thread.interrupted()).isTrue();
        FileChannel.open(pipe, StandardOpenOption.WRITE).close();
    }

    @Test
    void what_fails_to_open_fails_as_it_would_by_itself() {
        assertThatThrownBy(
                        () -> Opening.within(Duration.ofSeconds(50), () -> Files.newInputStream(folder.resolve("x"))))
                .isInstanceOf(java.nio.file.NoSuchFileException.class);
    }

    private Path pipe() throws IOException, InterruptedException {
        Path pipe = folder.resolve("pipe");
        assumeThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        return pipe;
    }
}
