package io.runfolio;

import java.io.IOException;

/** Runs programs of the system whose output does not matter. */
public final class Programs {
    private Programs() {}

    /** Runs a command and returns whether it is there and ends with zero. */
    public static boolean succeeds(String... command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
