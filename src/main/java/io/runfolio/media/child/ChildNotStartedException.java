package io.runfolio.media.child;

import io.runfolio.run.EnvironmentException;
import java.util.regex.Pattern;

/** A program could not be started: it is not there, may not be run, lacks a library, or the system is short of something. */
public final class ChildNotStartedException extends EnvironmentException {
    /** As the JDK words EAGAIN, ENOMEM, ENFILE, EMFILE and ETXTBSY. */
    private static final Pattern SHORTAGE = Pattern.compile("(?i)error[=:] ?(11|12|23|24|26)\\b"
            + "|resource temporarily unavailable|cannot allocate memory|too many open files|text file busy"
            + "|unable to create native thread");

    public ChildNotStartedException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Returns whether the system was short of memory, processes or descriptors, so that the program may start later. */
    public boolean isShortage() {
        return SHORTAGE.matcher(getMessage()).find();
    }
}
