package io.runfolio.coordination.postgres;

import io.runfolio.files.Checksums;
import io.runfolio.files.InterruptedRunException;
import io.runfolio.files.StorageException;
import io.runfolio.files.lock.Mutex;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Advisory locks on one session of this process. If the session ends, all its locks are lost; the release of a lost
 * lock is an error. Thread-safe.
 */
final class AdvisoryLocks implements AutoCloseable {
    private static final long MAX_WAIT_MILLIS = 50;
    private static final int HEX_DIGITS = 8;
    private static final int HEX = 16;
    private static final Logger LOG = LoggerFactory.getLogger(AdvisoryLocks.class);

    private final Database database;
    private final LockHolders holders;
    /** Locks that this process has, and the thing that holds each: a session may take a lock twice. */
    private final Map<Key, Object> held = new HashMap<>();

    private Connection session;
    private String owner = "";

    AdvisoryLocks(Database database) {
        this.database = database;
        this.holders = new LockHolders(database);
    }

    private record Key(int kind, int name) {}

    /** Names the worker of this process, so that others can see whether the holder of a lock is alive. */
    synchronized void setOwner(String worker) {
        owner = LockHolders.nameOf(worker);
        try {
            if (session != null) {
                nameSession();
            }
        } catch (SQLException e) {
            end();
        }
    }

    private void nameSession() throws SQLException {
        if (!owner.isEmpty()) {
            Sql.first(session, "SELECT set_config('application_name', ?, false)", row -> "", owner);
        }
    }

    /** Returns whether a lock is held by a worker that sends no heartbeats, such as one that is frozen. */
    boolean isHeldByDead(String kind, String name) {
        return holders.isDead(number(kind), hash(name));
    }

    /** Waits until the lock is free. */
    Mutex.Held hold(String kind, String name) {
        return hold(kind, name, () -> false).orElseThrow();
    }

    /** Waits until the lock is free; empty if the wait ended before. */
    Optional<Mutex.Held> hold(String kind, String name, BooleanSupplier isOver) {
        Key key = key(kind, name);
        long pause = 1;
        while (true) {
            Optional<Mutex.Held> lock = tryHold(key, name);
            if (lock.isPresent() || isOver.getAsBoolean()) {
                return lock;
            }
            pause = pause(pause, name);
        }
    }

    Optional<Mutex.Held> tryHold(String kind, String name) {
        return tryHold(key(kind, name), name);
    }

    Mutex mutex(String kind, String name) {
        return () -> hold(kind, name);
    }

    /** Waits until a lock is free, and takes it until the transaction of this connection ends. */
    void lockTransaction(Connection connection, String kind, String name) throws SQLException {
        Sql.list(connection, "SELECT pg_advisory_xact_lock(?, ?)::text", row -> "", number(kind), hash(name));
    }

    /** Waits for a moment at which no process holds a lock of a kind. */
    void awaitIdle(String kind) {
        long pause = 1;
        while (holders.isAnyHeld(number(kind))) {
            pause = pause(pause, kind);
        }
    }

    /** Returns the number by which the database knows a kind of locks of this schema. */
    int number(String kind) {
        return hash("runfolio " + database.schema() + " " + kind);
    }

    /** Returns the number by which the database knows a lock. */
    static int hash(String text) {
        return Integer.parseUnsignedInt(Checksums.sha256(text).substring(0, HEX_DIGITS), HEX);
    }

    private Key key(String kind, String name) {
        return new Key(number(kind), hash(name));
    }

    private synchronized long pause(long millis, String name) {
        try {
            wait(millis);
            return Math.min(MAX_WAIT_MILLIS, millis * 2);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedRunException("Interrupted while waiting for the lock of " + name, e);
        }
    }

    private synchronized Optional<Mutex.Held> tryHold(Key key, String name) {
        if (held.containsKey(key)) {
            return Optional.empty();
        }
        boolean isFree = ask("SELECT pg_try_advisory_lock(?, ?)", key);
        if (!isFree) {
            return Optional.empty();
        }
        Object holder = new Object();
        held.put(key, holder);
        return Optional.of(new Lock(key, name, holder));
    }

    private final class Lock implements Mutex.Held {
        private final Key key;
        private final String name;
        private final Object holder;
        private boolean isClosed;

        Lock(Key key, String name, Object holder) {
            this.key = key;
            this.name = name;
            this.holder = holder;
        }

        @Override
        public void close() {
            synchronized (AdvisoryLocks.this) {
                if (isClosed) {
                    return;
                }
                isClosed = true;
                boolean wasLost = !held.remove(key, holder) || !release();
                AdvisoryLocks.this.notifyAll();
                if (wasLost) {
                    throw new StorageException(
                            "The lock of " + name + " was lost, as the link to the database was cut.", null);
                }
            }
        }

        private boolean release() {
            try {
                return ask("SELECT pg_advisory_unlock(?, ?)", key);
            } catch (StorageException e) {
                return false; // the session has ended, and the lock with it
            }
        }
    }

    private boolean ask(String sql, Key key) {
        try {
            if (session == null) {
                session = database.openSession();
                nameSession();
            }
            return Sql.first(session, sql, row -> row.getBoolean(1), key.kind(), key.name())
                    .orElse(false);
        } catch (SQLException e) {
            end();
            throw Database.failure(e);
        }
    }

    /** Checks the session, so that the loss of locks is known before they are released. */
    synchronized void check() {
        if (session == null) {
            return;
        }
        try {
            Sql.first(session, "SELECT 1", row -> 1);
        } catch (SQLException e) {
            LOG.warn("the session of the locks was lost, with {} locks: {}", held.size(), e.getMessage());
            end();
        }
    }

    private void end() {
        held.clear();
        if (session != null) {
            try {
                session.close();
            } catch (SQLException e) {
                LOG.debug("a lost session cannot be closed", e);
            }
            session = null;
        }
        notifyAll();
    }

    @Override
    public synchronized void close() {
        end();
    }
}
