package io.runfolio.coordination;

import io.runfolio.run.EventOrigin;
import io.runfolio.run.Finding;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Audit of what a coordination keeps, compared with the bundles. It only reads, also while workers are active. */
public interface CoordinationAudit {
    /** Begins the audit of the events; what they must have in the outputs is listed afterwards. */
    Begun begin();

    /** Audits the queue of the workflow runs. */
    List<Finding> runs();

    /** Returns the names of the messages of workflow runs that may still be worked on. */
    Set<String> openRuns();

    /** Audit that has read the events. */
    interface Begun {
        /** Compares the events with the outputs. */
        Result check(Outputs outputs);
    }

    /**
     * Result of an audit.
     *
     * @param events number of events, in any state
     * @param findings losses, duplicates and leftovers
     */
    record Result(int events, List<Finding> findings) {}

    /**
     * Contents of the outputs folder.
     *
     * @param folders folders of all bundles, intact or not
     * @param bundles bundles that come from events
     * @param processed digests of the processed events, by event id
     * @param indexed run ids with a line in the index
     */
    record Outputs(List<Path> folders, List<Bundle> bundles, Map<String, Set<String>> processed, Set<String> indexed) {}

    /**
     * Bundle that comes from an event.
     *
     * @param folder its folder, named by its run id
     * @param event its event
     * @param fence number of the claim that sealed it; 0 if claims had none
     */
    record Bundle(Path folder, EventOrigin event, long fence) {
        /** Returns the run id. */
        public String runId() {
            return folder.getFileName().toString();
        }
    }
}
