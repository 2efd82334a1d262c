package io.runfolio.mirror;

/** Counters of the mirror over JMX. */
public interface MirrorCountersMBean {
    /** Returns the number of sealed runs that the mirror lacks. */
    long getLagRuns();

    /** Returns the seconds for which the mirror has lacked a run; 0 if it lacks none. */
    double getLagSeconds();

    /** Returns the bytes that were sent since the start. */
    long getSentBytes();

    /** Returns the objects that were written since the start. */
    long getSentObjects();

    /** Returns the failures since the start, each attempt at the store or at a run. */
    long getFailures();

    /** Returns why the mirror is behind; empty if nothing fails. */
    String getTrouble();
}
