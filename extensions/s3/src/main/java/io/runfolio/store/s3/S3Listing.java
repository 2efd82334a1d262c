package io.runfolio.store.s3;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Objects of a listing, one page in memory at a time. Not thread-safe. */
final class S3Listing implements Iterator<S3Object> {
    private final Function<String, ListObjectsV2Response> pages;
    private List<S3Object> page = List.of();
    private int next;
    private String continuation;
    private boolean ended;

    /** @param pages returns the page of a continuation token; the first one has null */
    S3Listing(Function<String, ListObjectsV2Response> pages) {
        this.pages = pages;
    }

    @Override
    public boolean hasNext() {
        while (next == page.size() && !ended) {
            ListObjectsV2Response answer = pages.apply(continuation);
            page = answer.contents();
            next = 0;
            continuation = answer.nextContinuationToken();
            ended = !Boolean.TRUE.equals(answer.isTruncated()) || continuation == null;
        }
        return next < page.size();
    }

    @Override
    public S3Object next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return page.get(next++);
    }
}
