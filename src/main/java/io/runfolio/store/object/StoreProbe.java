package io.runfolio.store.object;

import io.runfolio.files.RandomIds;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Tries which guarantees an object store keeps, below a prefix that it deletes again. */
public final class StoreProbe {
    private static final int WRITERS = 8;
    private static final int RACES = 20;
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final byte[] BYTES = "Runfolio tries this store\n".getBytes(StandardCharsets.US_ASCII);

    private final ObjectStore store;
    private final String prefix = "probe/" + RandomIds.hex(8) + "/";

    public StoreProbe(ObjectStore store) {
        this.store = store;
    }

    /**
     * Result of one probe.
     *
     * @param name {@code reachable}, {@code checksums}, {@code conditional-writes} or {@code links}
     * @param ok whether the store keeps the guarantee
     * @param needed whether Runfolio needs it
     * @param detail one sentence
     */
    public record Result(String name, boolean ok, boolean needed, String detail) {}

    /** Runs all probes; only the first one if the store cannot be used. */
    public List<Result> run() {
        List<Result> results = new ArrayList<>();
        Result reachable = reachable();
        results.add(reachable);
        if (reachable.ok()) {
            results.add(attempt("checksums", this::checksums));
            results.add(attempt("conditional-writes", this::conditionalWrites));
            results.add(attempt("links", this::links));
        }
        return List.copyOf(results);
    }

    private Result reachable() {
        String key = prefix + "object";
        try {
            store.put(key, ObjectContent.of(BYTES));
            try (InputStream in = store.get(key)) {
                boolean same = Arrays.equals(in.readAllBytes(), BYTES);
                return new Result(
                        "reachable",
                        same,
                        true,
                        same
                                ? store.location() + " can be read and written"
                                : store.location() + " returns other bytes than were sent");
            } finally {
                store.delete(key);
            }
        } catch (ObjectStoreException | IOException e) {
            return new Result("reachable", false, true, String.valueOf(e.getMessage()));
        }
    }

    private static Result attempt(String name, Callable<Result> probe) {
        try {
            return probe.call();
        } catch (ObjectStoreException e) {
            return new Result(name, false, false, String.valueOf(e.getMessage()));
        } catch (Exception e) {
            return new Result(name, false, false, "the probe failed: " + e.getMessage());
        }
    }

    private Result checksums() {
        String key = prefix + "checksum";
        ObjectContent other = ObjectContent.of("other bytes".getBytes(StandardCharsets.US_ASCII));
        try {
            store.put(
                    key,
                    new ObjectContent(
                            BYTES.length,
                            other.sha256(),
                            ObjectContent.of(BYTES).source()));
        } catch (ObjectStoreException e) {
            boolean refused =
                    e.kind() == ObjectStoreException.Cause.CHECKSUM || e.kind() == ObjectStoreException.Cause.REFUSED;
            return new Result(
                    "checksums", refused, false, refused ? "a wrong SHA-256 checksum is refused" : e.getMessage());
        }
        store.delete(key);
        return new Result(
                "checksums",
                false,
                false,
                "a wrong SHA-256 checksum is accepted, so damage on the way is not detected when it is sent: run"
                        + " `runfolio store verify --deep` regularly");
    }

    private Result conditionalWrites() throws InterruptedException, ExecutionException {
        int unfair = 0;
        ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
        try {
            for (int race = 0; race < RACES; race++) {
                unfair += winners(writers, prefix + "race-" + race) == 1 ? 0 : 1;
            }
        } finally {
            writers.shutdownNow();
        }
        return new Result(
                "conditional-writes",
                unfair == 0,
                false,
                unfair == 0
                        ? RACES + " of " + RACES + " races of " + WRITERS + " conditional writes had one winner"
                        : unfair + " of " + RACES + " races of " + WRITERS + " conditional writes had not one winner;"
                                + " Runfolio does not use them, and nothing else may rely on them here");
    }

    private int winners(ExecutorService writers, String key) throws InterruptedException, ExecutionException {
        CyclicBarrier start = new CyclicBarrier(WRITERS);
        List<Callable<Boolean>> tries = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
            ObjectContent content = ObjectContent.of(("writer " + writer).getBytes(StandardCharsets.US_ASCII));
            tries.add(() -> {
                start.await();
                return store.putIfAbsent(key, content);
            });
        }
        int winners = 0;
        for (Future<Boolean> one : writers.invokeAll(tries)) {
            winners += one.get() ? 1 : 0;
        }
        store.delete(key);
        return winners;
    }

    private Result links() throws InterruptedException {
        String key = prefix + "link";
        store.put(key, ObjectContent.of(BYTES));
        try {
            URI link = store.presign(key, LinkOptions.of(Duration.ofMinutes(5)));
            URI expiring = store.presign(key, LinkOptions.of(SHORT));
            String query = link.getRawQuery();
            int signature = query.indexOf("Signature=") + "Signature=".length();
            char changed = query.charAt(signature) == '0' ? '1' : '0';
            URI tampered = URI.create(link.toString()
                    .replace(query, query.substring(0, signature) + changed + query.substring(signature + 1)));
            if (store.status(link) != HttpURLConnection.HTTP_OK) {
                return new Result("links", false, false, "a signed link is refused");
            }
            if (store.status(tampered) == HttpURLConnection.HTTP_OK) {
                return new Result("links", false, false, "a link with another signature is accepted; give none away");
            }
            Thread.sleep(SHORT.multipliedBy(2).toMillis());
            return store.status(expiring) == HttpURLConnection.HTTP_OK
                    ? new Result("links", false, false, "an expired link is accepted; give none away")
                    : new Result("links", true, false, "tampered and expired links are refused");
        } finally {
            store.delete(key);
        }
    }
}
