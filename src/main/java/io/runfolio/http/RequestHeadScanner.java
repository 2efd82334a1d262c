package io.runfolio.http;

import io.netty.buffer.ByteBuf;
import java.util.Optional;

/**
 * Checks the bytes of request heads, where the library is more lenient than RFC 9112.
 *
 * <p>Lines end with CR LF, no header is folded, and there are no other control characters.
 */
final class RequestHeadScanner {
    private byte last;
    private Optional<RequestFraming.BadHeadException> problem = Optional.empty();

    void scan(ByteBuf bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            byte next = bytes.getByte(i);
            if (problem.isEmpty()) {
                problem = check(next);
            }
            last = next;
        }
    }

    private Optional<RequestFraming.BadHeadException> check(byte next) {
        if (next == '\n' && last != '\r') {
            return bad("a line ends with LF only: end each with CR LF");
        }
        if (last == '\r' && next != '\n') {
            return bad("a CR is not followed by LF");
        }
        if (last == '\n' && (next == ' ' || next == '\t')) {
            return bad("a header continues on a second line: send each on one line");
        }
        if (next == 0x7f || next >= 0 && next < ' ' && next != '\t' && next != '\r' && next != '\n') {
            return bad("a control character is in the head");
        }
        return Optional.empty();
    }

    private static Optional<RequestFraming.BadHeadException> bad(String reason) {
        return Optional.of(new RequestFraming.BadHeadException(reason));
    }

    /** Returns the problem of the head that has ended, and starts with the next one. */
    Optional<RequestFraming.BadHeadException> end() {
        Optional<RequestFraming.BadHeadException> found = problem;
        problem = Optional.empty();
        last = 0;
        return found;
    }
}
