package io.runfolio;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs workers under strace, which counts their system calls, makes them fail, or kills the worker at one of them. */
final class Strace {
    private Strace() {}

    /** Returns whether this machine has it and lets it trace. */
    static boolean works() {
        try {
            Process process = new ProcessBuilder("strace", "-f", "-e", "inject=fsync:error=EIO:when=9", "true")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Drains an inbox and returns the exit code; calls are counted from those that touch the workshop's folders. */
    static int drain(Workshop workshop, List<String> options, String... settings) {
        List<String> prefix = new ArrayList<>(List.of("strace", "-f", "-qq"));
        prefix.addAll(options);
        if (!options.contains("-o")) {
            prefix.addAll(List.of("-o", Path.of("/dev/null").toString()));
        }
        List<String> arguments = new ArrayList<>(List.of("worker", "--drain"));
        arguments.addAll(List.of(settings));
        return WorkerProcess.start(prefix, workshop, arguments.toArray(String[]::new))
                .waitFor();
    }
}
