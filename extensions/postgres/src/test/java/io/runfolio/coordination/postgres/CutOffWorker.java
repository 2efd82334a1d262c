package io.runfolio.coordination.postgres;

import io.runfolio.coordination.Claim;
import io.runfolio.coordination.ClaimLostException;
import io.runfolio.coordination.SealGuard;
import io.runfolio.files.StorageException;
import io.runfolio.settings.coordination.CoordinationSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;

/** Worker in a process of its own that stops at one step, so that the test can cut its link just then. */
final class CutOffWorker {
    static final String NAME = "cut-off";
    static final String REACHED = "reached";

    private CutOffWorker() {}

    /** Step at which the worker stops. */
    enum At {
        /** Before the claim, with an open connection. */
        CLAIM,
        /** In the transaction of the seal, after its last statement. The bundle is visible. */
        COMMIT,
        /** After the seal is recorded. */
        PUBLISH,
        /** While the database works on a query, so that its answer is lost. */
        ANSWER
    }

    /** Arguments: address of the database, outputs folder, event, step. Prints what has become of the event. */
    public static void main(String[] arguments) {
        At at = At.valueOf(arguments[3]);
        AtomicBoolean isFirst = new AtomicBoolean(true);
        Runnable stop = () -> {
            if (isFirst.getAndSet(false)) {
                stop();
            }
        };
        Database database =
                at == At.COMMIT ? stopping(settings(arguments[0]), stop) : new Database(settings(arguments[0]));
        try (TestWorker worker = new TestWorker(new PostgresBackend(database), Path.of(arguments[1]), NAME)) {
            bundle(worker, arguments[2], at, stop, database);
        } catch (ClaimLostException | StorageException e) {
            System.out.println("dropped: " + e.getMessage());
        }
    }

    private static CoordinationSettings settings(String url) {
        return TestServer.settings(url, "1s");
    }

    private static void bundle(TestWorker worker, String event, At at, Runnable stop, Database database) {
        worker.queue.depth(); // by a connection that the claim uses again
        if (at == At.CLAIM) {
            stop.run();
        }
        if (at == At.ANSWER) {
            database.run(connection -> {
                System.out.println(REACHED);
                return Sql.list(connection, "SELECT pg_sleep(1)::text, repeat('x', 1000)", row -> row.getString(2));
            });
        }
        List<Claim> claims = worker.queue.claimNext(1);
        UnaryOperator<SealGuard> guard =
                at == At.PUBLISH ? TestWorker.aroundSeal(() -> {}, stop) : UnaryOperator.identity();
        System.out.println(claims.isEmpty() ? "not claimed" : worker.bundle(claims.get(0), event, guard));
    }

    /** Returns a database that stops before the first commit of a seal. */
    private static Database stopping(CoordinationSettings settings, Runnable stop) {
        return new Database(settings) {
            @Override
            <T> T inTransaction(Work<T> work) throws SQLException {
                return super.inTransaction(connection -> stopAfter(work, connection));
            }

            private <T> T stopAfter(Work<T> work, Connection connection) throws SQLException {
                T result = work.run(connection);
                stop.run();
                return result;
            }
        };
    }

    /** Says that the step is reached, and waits for a byte. */
    private static void stop() {
        System.out.println(REACHED);
        try {
            System.in.read();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns whether a worker has reached its step. */
    static boolean hasReached(Path log) throws IOException {
        return Files.readString(log).contains(REACHED);
    }
}
