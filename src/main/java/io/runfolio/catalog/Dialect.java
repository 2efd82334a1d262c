package io.runfolio.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What the databases say differently. */
interface Dialect extends AutoCloseable {
    /** Returns the folder of its scripts below {@code db/}. */
    String name();

    /** Lends a connection to read; it is given back by {@link #giveBack}. */
    Connection reader() throws SQLException;

    /** Waits until no other thread writes, and lends the connection that may; it is given back by {@link #giveBack}. */
    Connection writer() throws SQLException;

    /** Takes a connection back. */
    void giveBack(Connection connection) throws SQLException;

    /** Makes a transaction that has just begun the only one that writes, over all processes. */
    void lock(Connection connection) throws SQLException;

    /** Returns the words between two tables of which the first is to be read first. */
    String join();

    /** Returns the words that make an index be used, where the database would not find the right one by itself. */
    String using(String index);

    /** Returns the condition that {@code w}, a row of {@code run_words}, answers a query given as the parameter. */
    String matches();

    /** Returns the column of {@code run_words} that holds the run's key. */
    String wordsKey();

    /** Returns the order of the list where {@code run_words} is read first, and for each of its rows the items {@code i} in the order of their key. */
    String wordsOrder();

    /** Returns the query for what must be found; empty if nothing must. */
    Optional<String> wanted(SearchText text);

    /** Returns the query for what must not be found. */
    String unwanted(SearchText text);

    /** Returns the statement that keeps a run's words: key, then words. */
    String insertWords();

    /**
     * Returns words in the form in which they are kept.
     *
     * @param texts lists of words; a phrase is never found across two of them
     */
    String words(List<List<String>> texts);

    /** Does some work that writes, after all others who do; what writes to the database is in here. A thread must not ask again while it does. */
    <T> T alone(Supplier<T> work);

    /**
     * Lets a database beside this one be filled, which then takes its place.
     *
     * @return false, and nothing was done, if this database is better filled where it is
     */
    boolean rebuild(Consumer<SqliteRebuild> filling);

    /** Brings what the database knows of its own contents up to date, after much was put in. */
    List<String> afterBulk();

    /** Learns of a failure, and returns what a person can do about it. */
    String remedy(SQLException failure);

    /** Returns where the database is, without secrets. */
    String place();

    @Override
    void close();
}
