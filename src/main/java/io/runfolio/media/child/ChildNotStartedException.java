package io.runfolio.media.child;

import io.runfolio.files.EnvironmentException;
import java.util.regex.Pattern;

/** Signals that a program could not be started: missing, not executable, or a resource shortage. */
public final class ChildNotStartedException extends EnvironmentException {
    /** Messages of the JDK for EAGAIN, ENOMEM, ENFILE, EMFILE and ETXTBSY. */
    private static final Pattern SHORTAGE = Pattern.compile("(?i)error[=:] ?(11|12|23|24|26)\\b"
            + "|resource temporarily unavailable|cannot allocate memory|too many open files|text file busy"
            + "|unable to create native thread");

    public ChildNotStartedException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Returns whether memory, processes or descriptors ran short, so that a retry may succeed. */
    public boolean isShortage() {
        return SHORTAGE.matcher(getMessage()).find();
    }
}
