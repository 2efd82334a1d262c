package io.runfolio.catalog.sql;

import io.runfolio.catalog.search.SearchQuery;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Differences between the databases: connections, locks and SQL. */
public interface SqlDialect extends AutoCloseable {
    /** Returns the folder of the schema script below {@code db/}. */
    String name();

    /** Returns a connection for reading; the caller releases it by {@link #release}. */
    Connection borrowReader() throws SQLException;

    /**
     * Waits for other writers of this process and returns the connection for writing. The caller releases it by
     * {@link #release}.
     */
    Connection borrowWriter() throws SQLException;

    /** Takes a borrowed connection back. */
    void release(Connection connection) throws SQLException;

    /** Makes the transaction that just began the only writer of all processes. */
    void lock(Connection connection) throws SQLException;

    /** Returns the join keyword that makes the database read the first table first. */
    String orderedJoin();

    /** Returns the hint that selects an index; empty where the database chooses well. */
    String indexHint(String index);

    /** Returns the condition that {@code w}, a row of {@code run_words}, matches the expression in the parameter. */
    String wordsCondition();

    /** Returns the column of {@code run_words} with the run's key. */
    String wordsKeyColumn();

    /** Returns the sort order of a list that is read from {@code run_words} joined with the items {@code i}. */
    String wordsOrder();

    /** Returns the expression of a search; empty if it has exclusions only. */
    Optional<String> includeExpression(SearchQuery text);

    /** Returns the expression that matches the exclusions of a search. */
    String excludeExpression(SearchQuery text);

    /** Returns the insert statement for a run's words; parameters: key, words. */
    String insertWordsStatement();

    /**
     * Returns words in the stored form.
     *
     * @param texts lists of words; a phrase never matches across two lists
     */
    String encodeWords(List<List<String>> texts);

    /** Runs work that writes to the database, after all other writers. Not reentrant. */
    <T> T runExclusively(Supplier<T> work);

    /**
     * Fills a second database and replaces this one's content by it.
     *
     * @return false without any effect if this database is filled in place
     */
    boolean rebuildBeside(Consumer<SqliteRebuild> filling);

    /** Returns the maintenance statements to run after a bulk load. */
    List<String> maintenanceStatements();

    /** Handles a failure and returns advice for the operator. */
    String advice(SQLException failure);

    /** Returns the database's file or URL, without secrets. */
    String location();

    @Override
    void close();
}
