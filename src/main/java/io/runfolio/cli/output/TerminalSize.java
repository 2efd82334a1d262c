package io.runfolio.cli.output;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** Finds out whether a stream of this process is a terminal, and how wide that is. */
final class TerminalSize {
    /** File descriptor of standard output. */
    static final int OUTPUT = 1;

    /** File descriptor of standard error. */
    static final int ERROR = 2;

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    static final int DEFAULT_COLUMNS = 80;
    private static final int MIN_COLUMNS = 40;
    private static final long TIMEOUT_MILLIS = 1_000;

    private TerminalSize() {}

    /**
     * Returns whether a file descriptor is a terminal.
     *
     * <p>Java itself reports this for standard input and output together only, so {@code /proc} comes first.
     */
    static boolean isTerminal(int descriptor) {
        Path link = DESCRIPTORS.resolve(String.valueOf(descriptor));
        if (!Files.isSymbolicLink(link)) {
            return System.console() != null;
        }
        try {
            String target = Files.readSymbolicLink(link).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }

    /** Returns the columns of the terminal that standard output is; empty if it is a file or a pipe. */
    static OptionalInt columns() {
        return columns(OUTPUT);
    }

    /** Returns the columns of the terminal that a file descriptor is; empty if it is a file or a pipe. */
    static OptionalInt columns(int descriptor) {
        if (!isTerminal(descriptor)) {
            return OptionalInt.empty();
        }
        OptionalInt columns = number(System.getenv("COLUMNS"));
        return OptionalInt.of(Math.max(MIN_COLUMNS, columns.orElseGet(TerminalSize::columnsOfDevice)));
    }

    private static int columnsOfDevice() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                if (!stty.waitFor(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)) {
                    return DEFAULT_COLUMNS;
                }
                String size = new String(stty.getInputStream().readNBytes(100), StandardCharsets.US_ASCII).strip();
                return number(size.substring(size.indexOf(' ') + 1)).orElse(DEFAULT_COLUMNS);
            } finally {
                stty.destroyForcibly();
            }
        } catch (IOException e) {
            return DEFAULT_COLUMNS; // there is no such program or no controlling terminal
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return DEFAULT_COLUMNS;
        }
    }

    private static OptionalInt number(String text) {
        return text != null && text.matches("[1-9]\\d{0,4}")
                ? OptionalInt.of(Integer.parseInt(text))
                : OptionalInt.empty();
    }
}
