package io.runfolio.flow;

/** Names that the routes and their steps share. What others may send to starts with {@code runfolio-}. */
public final class Names {
    /** Takes events as text, bytes, map or request record, writes them to the inbox and returns at once. */
    public static final String EVENTS = "seda:runfolio-events";

    /** Takes an event as {@link #EVENTS} does, and answers with the run's {@link io.runfolio.run.RunArtifact}. */
    public static final String CREATE = "direct:runfolio-create";

    static final String CHILD = "direct:runfolio-child";

    static final String CHILD_ROUTE = "runfolio-child";

    static final String CLAIM = "runfolioClaim";
    static final String EVENT_ID = "runfolioEventId";
    static final String TURN = "runfolioTurn";
    static final String HOLD = "runfolioHold";
    static final String DRAFT = "runfolioDraft";
    static final String TASK = "runfolioTask";

    private Names() {}
}
