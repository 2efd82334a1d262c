package io.runfolio.fetch;

import java.io.IOException;
import java.io.InputStream;

/** Reads the body of a response into a file, within the limits for size and rate. */
final class BodyReader {
    private static final int BUFFER_BYTES = 64 << 10;

    private final FetchLimits limits;

    BodyReader(FetchLimits limits) {
        this.limits = limits;
    }

    /** Thrown for a body that is too large. */
    static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** Thrown for a body that comes too slowly. */
    static final class TooSlowException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    void read(InputStream body, PartialFile file, StatedChecksums checksums) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        long windowStart = System.nanoTime();
        long inWindow = 0;
        int count;
        while ((count = body.read(buffer)) >= 0) {
            if (file.size() + count > limits.maxBytes()) {
                throw new TooLargeException();
            }
            checksums.update(buffer, count);
            file.append(buffer, count);
            inWindow += count;
            long passed = System.nanoTime() - windowStart;
            if (passed >= limits.rateWindow().toNanos()) {
                if (inWindow < limits.minRate() * (passed / 1e9)) {
                    throw new TooSlowException();
                }
                windowStart = System.nanoTime();
                inWindow = 0;
            }
        }
    }
}
