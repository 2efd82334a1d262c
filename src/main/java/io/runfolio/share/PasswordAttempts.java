package io.runfolio.share;

import io.runfolio.coordination.access.AttemptCounters;
import io.runfolio.coordination.access.AttemptCounters.Limit;
import io.runfolio.files.StorageException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits attempts at passwords of links, right and wrong ones, and the derivations that they cost.
 *
 * <p>An attempt is counted before it is made, so that parallel ones do not exceed the limit; a right one is taken back.
 * They are counted by client and link, so that nobody locks a link for others; sums over clients and links are bounded
 * far above. A password that was right once is recognized without a derivation, and every other one of that link is
 * wrong without one. Derivations leave half of the processors to others, and only a few requests wait for one: that is
 * limited per process, and attempts are limited over all that share the counters. Thread-safe.
 */
public final class PasswordAttempts {
    private static final Logger LOG = LoggerFactory.getLogger(PasswordAttempts.class);

    /** Failed attempts of one client at one link within the window. */
    public static final int MAX_PER_CLIENT = 10;

    /** Failed attempts of all clients at one link within the window. */
    public static final int MAX_PER_LINK = 500;

    /** Failed attempts at all links within the window. */
    public static final int MAX_TOTAL = 5_000;

    /** Time after which failed attempts are forgotten. */
    public static final Duration WINDOW = AttemptCounters.WINDOW;

    /** Derivations for one link that run or wait at once. */
    static final int MAX_AT_ONCE_PER_LINK = 2;

    /** Derivations for all links that run or wait at once. */
    static final int MAX_AT_ONCE = 8;

    /** Number of monitors that clients are spread over. */
    private static final int TURNS = 64;

    private static final Duration MAX_WAIT = Duration.ofSeconds(3);

    private final AttemptCounters counters;
    private final BiPredicate<SharePassword, String> derivation;
    private final Duration maxWait;
    private final Semaphore permits;
    private final KnownPasswords known = new KnownPasswords();
    private final Map<String, Integer> running = new HashMap<>();
    private final List<Object> turns = Stream.generate(Object::new).limit(TURNS).toList();

    /** @param counters of this server, or of all servers that have the same links */
    public PasswordAttempts(AttemptCounters counters) {
        this(counters, SharePassword::matches, Math.max(1, Runtime.getRuntime().availableProcessors() / 2), MAX_WAIT);
    }

    /**
     * @param derivation compares a password with the derived one, which is slow
     * @param parallel derivations that run at once
     * @param maxWait time for which an attempt waits for one
     */
    PasswordAttempts(
            AttemptCounters counters, BiPredicate<SharePassword, String> derivation, int parallel, Duration maxWait) {
        this.counters = counters;
        this.derivation = derivation;
        this.permits = new Semaphore(parallel, true);
        this.maxWait = maxWait;
    }

    /** Result of an attempt. */
    public enum Result {
        /** The password is right. */
        RIGHT,
        /** The password is wrong. */
        WRONG,
        /** Too many wrong attempts were made; the password was not compared. */
        LIMITED,
        /** Too many attempts are made now; the password was not compared. */
        BUSY
    }

    /** Returns the counters of a client, of a link and of all, in this order. */
    private static List<Limit> limits(Share share, String address) {
        return List.of(
                new Limit("client " + share.id() + " " + ClientNetwork.of(address), MAX_PER_CLIENT),
                new Limit("link " + share.id(), MAX_PER_LINK),
                new Limit("links", MAX_TOTAL));
    }

    /**
     * Compares a password with that of a link, within the limits.
     *
     * @param address address of the client; those of one IPv6 network of 64 bits count as one
     * @throws io.runfolio.files.StorageException if attempts cannot be counted; the password was not compared
     */
    public Result attempt(Share share, String address, String password) {
        Optional<SharePassword> expected = share.password();
        if (expected.isEmpty()) {
            return Result.RIGHT;
        }
        List<Limit> limits = limits(share, address);
        // one attempt of a client at a time, as right ones that are counted for a moment would lock out each other
        synchronized (turns.get(Math.floorMod(limits.get(0).hashCode(), TURNS))) {
            Optional<Result> quick = quick(share, password, limits);
            if (quick.isPresent()) {
                return quick.get();
            }
        }
        try {
            return counted(share, expected.get(), password, limits);
        } finally {
            ran(share);
        }
    }

    /** Returns the result if it needs no derivation; else counts the attempt as failed and as running. */
    private Optional<Result> quick(Share share, String password, List<Limit> limits) {
        Optional<Boolean> isRight = recognized(share, password);
        if (isRight.isEmpty() && !tryRun(share)) {
            return Optional.of(Result.BUSY);
        }
        boolean isCounted = false;
        try {
            isCounted = counters.count(limits);
        } finally {
            if (isRight.isEmpty() && !isCounted) {
                ran(share);
            }
        }
        if (!isCounted) {
            return Optional.of(Result.LIMITED);
        }
        if (isRight.isPresent() && isRight.get()) {
            takeBack(limits);
        }
        return isRight.map(right -> right ? Result.RIGHT : Result.WRONG);
    }

    /** Makes an attempt that was counted. */
    private Result counted(Share share, SharePassword expected, String password, List<Limit> limits) {
        Result result = Result.BUSY;
        try {
            result = derived(share, expected, password);
            return result;
        } finally {
            if (result != Result.WRONG) {
                takeBack(limits);
            }
        }
    }

    private Result derived(Share share, SharePassword expected, String password) {
        try {
            if (!permits.tryAcquire(maxWait.toMillis(), TimeUnit.MILLISECONDS)) {
                return Result.BUSY;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Result.BUSY;
        }
        try {
            // an attempt that was made meanwhile may have shown the password
            boolean isRight = recognized(share, password).orElseGet(() -> derivation.test(expected, password));
            if (isRight) {
                remember(share, password);
            }
            return isRight ? Result.RIGHT : Result.WRONG;
        } finally {
            permits.release();
        }
    }

    /** An attempt that stays counted does no harm beyond its window. */
    private void takeBack(List<Limit> limits) {
        try {
            counters.takeBack(limits);
        } catch (StorageException e) {
            LOG.warn("an attempt at a password stays counted, although it was not wrong: {}", e.getMessage());
        }
    }

    /** Returns the time until a client may make another attempt at a link. */
    public Duration retryAfter(Share share, String address) {
        return counters.untilRoom(limits(share, address));
    }

    /** Returns whether another derivation for a link may run or wait, and counts it. */
    private synchronized boolean tryRun(Share share) {
        int all = running.values().stream().mapToInt(Integer::intValue).sum();
        if (all >= MAX_AT_ONCE || running.getOrDefault(share.id(), 0) >= MAX_AT_ONCE_PER_LINK) {
            return false;
        }
        running.merge(share.id(), 1, Integer::sum);
        return true;
    }

    private synchronized void ran(Share share) {
        running.computeIfPresent(share.id(), (id, count) -> count == 1 ? null : count - 1);
    }

    private synchronized Optional<Boolean> recognized(Share share, String password) {
        return known.matches(share, password);
    }

    private synchronized void remember(Share share, String password) {
        known.remember(share, password);
    }
}
