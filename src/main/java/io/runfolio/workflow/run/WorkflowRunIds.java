package io.runfolio.workflow.run;

import io.runfolio.files.Checksums;
import io.runfolio.files.RandomIds;
import java.util.regex.Pattern;

/** Ids of workflow runs: {@code run-} and 16 hex digits. */
public final class WorkflowRunIds {
    private static final Pattern FORM = Pattern.compile("run-[0-9a-f]{16}");
    private static final int BYTES = 8;

    private WorkflowRunIds() {}

    /** Returns a new id. */
    public static String random() {
        return "run-" + RandomIds.hex(BYTES);
    }

    /** Returns the id for an idempotency key of a caller. */
    public static String fromKey(String caller, String key) {
        return of("key\n" + caller + "\n" + key);
    }

    /** Returns the id of a step's child run. A step that is executed again has the same one. */
    public static String ofChild(String parentRunId, String stepId, int attempt) {
        return of("child\n" + parentRunId + "\n" + stepId + "\n" + attempt);
    }

    /** Returns whether a text has the form of an id. */
    public static boolean isValid(String text) {
        return FORM.matcher(text).matches();
    }

    private static String of(String text) {
        return "run-" + Checksums.sha256(text).substring(0, 2 * BYTES);
    }
}
