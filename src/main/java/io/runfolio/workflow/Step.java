package io.runfolio.workflow;

/**
 * A step of a workflow; what it does is the generator's.
 *
 * @param id unique in the template; later steps refer to it
 * @param name for people
 * @param kind the generator's word for what is to be done
 * @param satisfiedBy {@code inputs.<field>}: the step is skipped if that artifact is supplied; null if it never is
 * @param subWorkflow the workflow that does it; null if there is none
 */
public record Step(String id, String name, String kind, String satisfiedBy, SubWorkflow subWorkflow) {
    static final String INPUTS = "inputs.";

    /** Returns the field whose artifact makes the step needless; the empty string if there is none. */
    String satisfyingField() {
        return satisfiedBy == null ? "" : satisfiedBy.substring(INPUTS.length());
    }
}
