package io.runfolio.share;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;

/**
 * Limits attempts at passwords of links, right and wrong ones, and the derivations that they cost.
 *
 * <p>An attempt is counted before it is made, so that parallel ones do not exceed the limit; a right one is taken back.
 * They are counted by client and link, so that nobody locks a link for others; sums over clients and links are bounded
 * far above. A password that was right once is recognized without a derivation, and every other one of that link is
 * wrong without one. Derivations leave half of the processors to others, and only a few requests wait for one. Counted
 * per process. Thread-safe.
 */
public final class PasswordAttempts {
    /** Failed attempts of one client at one link within the window. */
    public static final int MAX_PER_CLIENT = 10;

    /** Failed attempts of all clients at one link within the window. */
    public static final int MAX_PER_LINK = 500;

    /** Failed attempts at all links within the window. */
    public static final int MAX_TOTAL = 5_000;

    /** Time after which failed attempts are forgotten. */
    public static final Duration WINDOW = Duration.ofMinutes(15);

    /** Derivations for one link that run or wait at once. */
    static final int MAX_AT_ONCE_PER_LINK = 2;

    /** Derivations for all links that run or wait at once. */
    static final int MAX_AT_ONCE = 8;

    private static final Duration MAX_WAIT = Duration.ofSeconds(3);

    private final Clock clock;
    private final BiPredicate<SharePassword, String> derivation;
    private final Duration maxWait;
    private final Semaphore permits;
    private final KnownPasswords known = new KnownPasswords();
    /** Failed attempts by link, and by client and link. */
    private final Map<Object, Integer> failures = new HashMap<>();

    private final Map<String, Integer> running = new HashMap<>();
    private int total;
    private Instant windowEnd = Instant.MIN;

    public PasswordAttempts(Clock clock) {
        this(clock, SharePassword::matches, Math.max(1, Runtime.getRuntime().availableProcessors() / 2), MAX_WAIT);
    }

    /**
     * @param derivation compares a password with the derived one, which is slow
     * @param parallel derivations that run at once
     * @param maxWait time for which an attempt waits for one
     */
    PasswordAttempts(Clock clock, BiPredicate<SharePassword, String> derivation, int parallel, Duration maxWait) {
        this.clock = clock;
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

    /** Key of the attempts of a client. */
    private record ByClient(String link, String network) {}

    /**
     * Compares a password with that of a link, within the limits.
     *
     * @param address address of the client; those of one IPv6 network of 64 bits count as one
     */
    public Result attempt(Share share, String address, String password) {
        ByClient client = new ByClient(share.id(), ClientNetwork.of(address));
        Optional<SharePassword> expected = share.password();
        if (expected.isEmpty()) {
            return Result.RIGHT;
        }
        Optional<Result> quick = quick(share, client, password);
        if (quick.isPresent()) {
            return quick.get();
        }
        boolean isRight = false;
        boolean isCompared = false;
        try {
            if (!permits.tryAcquire(maxWait.toMillis(), TimeUnit.MILLISECONDS)) {
                return Result.BUSY;
            }
            try {
                // an attempt that was made meanwhile may have shown the password
                isRight = recognized(share, password).orElseGet(() -> derivation.test(expected.get(), password));
                isCompared = true;
            } finally {
                permits.release();
            }
            return isRight ? Result.RIGHT : Result.WRONG;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Result.BUSY;
        } finally {
            end(share, client, password, isRight, isRight || !isCompared);
        }
    }

    /** Returns the time until failed attempts are forgotten. */
    public synchronized Duration retryAfter() {
        Duration left = Duration.between(clock.instant(), windowEnd);
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** Returns the result if it needs no derivation; else counts the attempt as failed and as running. */
    private synchronized Optional<Result> quick(Share share, ByClient client, String password) {
        Instant now = clock.instant();
        if (!now.isBefore(windowEnd)) {
            failures.clear();
            total = 0;
            windowEnd = now.plus(WINDOW);
        }
        String id = share.id();
        if (total >= MAX_TOTAL
                || failures.getOrDefault(id, 0) >= MAX_PER_LINK
                || failures.getOrDefault(client, 0) >= MAX_PER_CLIENT) {
            return Optional.of(Result.LIMITED);
        }
        Optional<Boolean> matches = known.matches(share, password);
        if (matches.isPresent() && matches.get()) {
            return Optional.of(Result.RIGHT);
        }
        if (matches.isEmpty()) {
            int all = running.values().stream().mapToInt(Integer::intValue).sum();
            if (all >= MAX_AT_ONCE || running.getOrDefault(id, 0) >= MAX_AT_ONCE_PER_LINK) {
                return Optional.of(Result.BUSY);
            }
            running.merge(id, 1, Integer::sum);
        }
        failures.merge(id, 1, Integer::sum);
        failures.merge(client, 1, Integer::sum);
        total++;
        return matches.map(wrong -> Result.WRONG);
    }

    private synchronized Optional<Boolean> recognized(Share share, String password) {
        return known.matches(share, password);
    }

    private synchronized void end(Share share, ByClient client, String password, boolean isRight, boolean isRefunded) {
        running.computeIfPresent(share.id(), (id, count) -> count == 1 ? null : count - 1);
        if (isRight) {
            known.remember(share, password);
        }
        if (isRefunded) {
            failures.computeIfPresent(share.id(), (id, count) -> count == 1 ? null : count - 1);
            failures.computeIfPresent(client, (key, count) -> count == 1 ? null : count - 1);
            total = Math.max(0, total - 1);
        }
    }
}
