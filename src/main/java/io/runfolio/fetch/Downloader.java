package io.runfolio.fetch;

import io.runfolio.fetch.CheckedDnsResolver.RefusedAddressException;
import io.runfolio.fetch.FetchResult.Failed;
import io.runfolio.fetch.FetchResult.Fetched;
import io.runfolio.fetch.FetchResult.TryAgain;
import io.runfolio.fetch.RedirectFollower.RefusedUrlException;
import io.runfolio.files.InterruptedRunException;
import java.io.Closeable;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.MessageConstraintException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes one try at one file. Whatever a server does, the try ends within its limits. Thread-safe. */
final class Downloader implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Downloader.class);

    private final FetchLimits limits;
    private final FetchClient client;
    private final RedirectFollower follower;
    private final TryClocks clocks;

    Downloader(UrlRules rules, HostKeys keys, FetchLimits limits, FetchClient client) {
        this.limits = limits;
        this.client = client;
        this.follower = new RedirectFollower(client, rules, keys);
        clocks = new TryClocks("runfolio-fetch-clock", limits);
    }

    /**
     * Makes a try.
     *
     * @throws io.runfolio.files.StorageException on an I/O error on the file
     * @throws InterruptedRunException if the worker is stopping; the try can be resumed
     */
    FetchResult fetch(FetchTask task, FetchFolder folder) {
        try (TryClock clock = clocks.start()) {
            try {
                return fetch(task, folder, clock);
            } catch (IOException e) {
                return failure(task, e, clock);
            }
        }
    }

    private FetchResult fetch(FetchTask task, FetchFolder folder, TryClock clock) throws IOException {
        long kept = PartialFile.resumable(folder, task);
        Optional<String> validator = folder.note(task).validator().filter(tag -> kept > 0);
        ClassicHttpResponse response = follower.send(task.url(), request -> {
            validator.ifPresent(tag -> {
                request.setHeader("Range", "bytes=" + kept + "-");
                request.setHeader("If-Range", tag);
            });
            clock.sending(request);
        });
        clock.headCame();
        boolean whole = false;
        try {
            FetchResult result = new ResponseHandler(task, folder, limits).handle(response, kept, validator);
            whole = result instanceof Fetched;
            return result;
        } finally {
            if (whole) {
                FetchClient.closeQuietly(response);
            } else {
                clock.cutOff(response);
            }
        }
    }

    private FetchResult failure(FetchTask task, IOException e, TryClock clock) {
        LOG.debug("a try at a file of {} failed", task.host(), e);
        String host = "The host " + task.host();
        if (e instanceof RefusedUrlException || e instanceof RefusedAddressException) {
            return new Failed("fetch_refused", e.getMessage());
        }
        if (e instanceof BodyReader.TooLargeException) {
            return ResponseHandler.tooLarge(limits);
        }
        if (e instanceof BodyReader.TooSlowException) {
            return TryAgain.because(
                    host + " sends less than " + limits.minRate() + " bytes a second (runfolio.fetch.min-rate).");
        }
        if (e instanceof MessageConstraintException) {
            return new Failed("fetch_failed", host + " sends too many headers, or too long ones.");
        }
        Optional<String> cancelled = clock.cancelReason();
        if (clocks.isStopped()) {
            throw new InterruptedRunException("Stopped while a file was fetched", e);
        }
        if (cancelled.isPresent()) {
            return TryAgain.because(host + " " + cancelled.get() + ".");
        }
        if (e instanceof UnknownHostException) {
            return TryAgain.because(host + " is not known.");
        }
        if (e instanceof SSLException) {
            return TryAgain.because(host + " has no valid certificate, or its TLS failed.");
        }
        return TryAgain.because("The connection to " + task.host() + " failed or broke off.");
    }

    /** Ends all tries in progress, and every later one at its start. */
    void stop() {
        clocks.stop();
    }

    @Override
    public void close() {
        clocks.close();
        client.close();
    }
}
