package io.runfolio.fetch;

import java.time.Instant;
import java.util.Optional;

/**
 * State of one file, kept on disk beside it. It has no URL.
 *
 * @param state how far it is
 * @param attempts tries so far
 * @param nextTry time of the next try
 * @param code code of the asset if it has failed
 * @param reason reason of the last failure; empty text without one
 * @param validator strong ETag of the partial file, as the server sent it
 * @param flushed bytes of the partial file that are on disk
 * @param bytes size of the whole file
 * @param sha256 checksum of the whole file
 * @param mismatches tries that ended with another checksum than stated
 */
record FetchNote(
        State state,
        int attempts,
        Instant nextTry,
        Optional<String> code,
        String reason,
        Optional<String> validator,
        long flushed,
        long bytes,
        String sha256,
        int mismatches) {

    /** Progress of a file. */
    enum State {
        PENDING,
        READY,
        FAILED
    }

    static FetchNote fresh() {
        return new FetchNote(State.PENDING, 0, Instant.EPOCH, Optional.empty(), "", Optional.empty(), 0, 0, "", 0);
    }

    boolean isSettled() {
        return state != State.PENDING;
    }

    FetchNote started() {
        return new FetchNote(state, attempts + 1, nextTry, code, reason, validator, flushed, bytes, sha256, mismatches);
    }

    FetchNote partial(Optional<String> newValidator, long newFlushed) {
        return new FetchNote(
                state, attempts, nextTry, code, reason, newValidator, newFlushed, bytes, sha256, mismatches);
    }

    FetchNote ready(long size, String checksum) {
        return new FetchNote(
                State.READY, attempts, nextTry, Optional.empty(), "", validator, size, size, checksum, mismatches);
    }

    FetchNote failed(String newCode, String newReason) {
        return new FetchNote(
                State.FAILED,
                attempts,
                nextTry,
                Optional.of(newCode),
                newReason,
                Optional.empty(),
                0,
                0,
                "",
                mismatches);
    }

    FetchNote again(Instant when, String newReason) {
        return new FetchNote(state, attempts, when, code, newReason, validator, flushed, bytes, sha256, mismatches);
    }

    /** Returns the state after a file with another checksum than stated: it is fetched from its start. */
    FetchNote afterMismatch() {
        return new FetchNote(
                state, attempts, nextTry, code, reason, Optional.empty(), 0, bytes, sha256, mismatches + 1);
    }
}
