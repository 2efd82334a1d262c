package io.runfolio.fetch;

import io.runfolio.fetch.FetchResult.Failed;
import io.runfolio.fetch.FetchResult.Fetched;
import io.runfolio.fetch.FetchResult.TryAgain;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;

/** Decides by the head of a response whether a file is read, and reads it. */
final class ResponseHandler {
    private static final Set<Integer> EXPIRED = Set.of(403, 404, 410);
    private static final Set<Integer> TEMPORARY = Set.of(408, 425, 429);
    private static final Pattern RANGE = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18})");
    private static final Pattern STRONG_TAG = Pattern.compile("\"[\\x21\\x23-\\x7e]{1,500}\"");

    private final FetchTask task;
    private final FetchFolder folder;
    private final FetchLimits limits;

    ResponseHandler(FetchTask task, FetchFolder folder, FetchLimits limits) {
        this.task = task;
        this.folder = folder;
        this.limits = limits;
    }

    /**
     * Handles a response.
     *
     * @param kept bytes of the partial file, after which the request asked to go on
     * @param validator tag of the partial file
     */
    FetchResult handle(ClassicHttpResponse response, long kept, Optional<String> validator) throws IOException {
        int status = response.getCode();
        if (status == 200) {
            return read(response, 0, -1);
        }
        if (status == 206 && kept > 0) {
            return resume(response, kept, validator);
        }
        if (status == 206 || status == 416) {
            folder.write(task, folder.note(task).partial(Optional.empty(), 0));
            return TryAgain.because(host() + " cannot resume the file; it is fetched from its start.");
        }
        if (EXPIRED.contains(status)) {
            return new Failed(
                    "source_expired",
                    host() + " answered " + status + ": the file is no longer there, or its link has expired.");
        }
        if (status >= 500 || TEMPORARY.contains(status)) {
            Optional<Duration> delay =
                    header(response, "Retry-After").flatMap(value -> RetryAfter.parse(value, Instant.now()));
            return new TryAgain(host() + " answered " + status + ".", delay, false);
        }
        String hint = status == 401
                ? ": it asks for credentials; name a file with the right key in runfolio.fetch.hosts." + task.host()
                        + ".key-file."
                : ".";
        return new Failed("fetch_failed", host() + " answered " + status + hint);
    }

    private FetchResult resume(ClassicHttpResponse response, long kept, Optional<String> validator) throws IOException {
        Matcher range = RANGE.matcher(header(response, "Content-Range").orElse(""));
        boolean fits = range.matches()
                && Long.parseLong(range.group(1)) == kept
                && header(response, "ETag")
                        .map(tag -> Optional.of(tag).equals(validator))
                        .orElse(true);
        if (!fits) {
            folder.write(task, folder.note(task).partial(Optional.empty(), 0));
            return TryAgain.because(host() + " resumes another file; it is fetched from its start.");
        }
        return read(response, kept, Long.parseLong(range.group(3)));
    }

    private FetchResult read(ClassicHttpResponse response, long from, long total) throws IOException {
        String encoding = header(response, "Content-Encoding").orElse("identity");
        if (!encoding.equalsIgnoreCase("identity")) {
            return new Failed("fetch_failed", host() + " sends the file compressed, although it was asked not to.");
        }
        if (response.getEntity() == null) {
            return new Failed("fetch_failed", host() + " sends no file.");
        }
        if (Math.max(total, from + response.getEntity().getContentLength()) > limits.maxBytes()) {
            return tooLarge(limits);
        }
        Optional<String> tag = header(response, "ETag")
                .filter(value -> STRONG_TAG.matcher(value).matches());
        StatedChecksums checksums = new StatedChecksums(task.expectedSha256(), response, from == 0);
        try (PartialFile file = PartialFile.open(folder, task, tag, from)) {
            file.hashKept(checksums);
            try {
                new BodyReader(limits).read(response.getEntity().getContent(), file, checksums);
            } finally {
                file.flush();
            }
            if (total >= 0 && file.size() != total) {
                return TryAgain.because(host() + " sent another part of the file than it said.");
            }
            return checksums
                    .complete()
                    .<FetchResult>map(sha256 -> new Fetched(file.size(), sha256))
                    .orElseGet(() -> new TryAgain(
                            "The file has another checksum than the event or the server states.",
                            Optional.empty(),
                            true));
        }
    }

    static Failed tooLarge(FetchLimits limits) {
        return new Failed(
                "too_large",
                "The file has more bytes than the limit of " + limits.maxBytes()
                        + "; raise runfolio.media.max-bytes to keep such files.");
    }

    private String host() {
        return "The host " + task.host();
    }

    private static Optional<String> header(ClassicHttpResponse response, String name) {
        return Optional.ofNullable(response.getFirstHeader(name)).map(Header::getValue);
    }
}
