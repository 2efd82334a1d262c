package io.runfolio.cli;

/** What a command's end tells the shell. */
final class ExitCode {
    static final int OK = 0;
    static final int FAILURE = 1;
    static final int USAGE = 2;
    static final int REFUSED = 3;
    static final int NOT_READY = 4;
    /** A signal ended it: 128 and SIGINT's number. */
    static final int INTERRUPTED = 130;
    /** A signal ended it: 128 and SIGTERM's number. */
    static final int TERMINATED = 143;

    private ExitCode() {}
}
