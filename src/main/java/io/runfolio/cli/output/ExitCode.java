package io.runfolio.cli.output;

/** Exit codes of commands. */
public final class ExitCode {
    public static final int OK = 0;
    public static final int FAILURE = 1;
    public static final int USAGE = 2;
    public static final int REFUSED = 3;
    public static final int NOT_READY = 4;
    /** Ended by SIGINT: 128 + 2. */
    public static final int INTERRUPTED = 130;
    /** Ended by SIGTERM: 128 + 15. */
    public static final int TERMINATED = 143;

    private ExitCode() {}
}
