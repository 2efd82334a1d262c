package io.runfolio.flow;

/**
 * Names of endpoints and exchange properties that routes and steps share.
 *
 * <p>Endpoints for the application start with {@code runfolio-}.
 */
public final class RouteNames {
    /** Accepts events as text, bytes, map or {@code RunRequest}, writes them to the inbox and returns at once. */
    public static final String EVENTS = "seda:runfolio-events";

    /** Accepts an event like {@link #EVENTS} and answers with its {@link io.runfolio.run.RunArtifact}. */
    public static final String CREATE = "direct:runfolio-create";

    static final String CHILD = "direct:runfolio-child";

    static final String CHILD_ROUTE = "runfolio-child";

    static final String CLAIM = "runfolioClaim";
    static final String EVENT_ID = "runfolioEventId";
    static final String PERMIT = "runfolioPermit";
    static final String EVENT_LOCK = "runfolioEventLock";
    static final String DRAFT = "runfolioDraft";
    static final String TASK = "runfolioTask";

    private RouteNames() {}
}
