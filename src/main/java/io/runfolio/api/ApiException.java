package io.runfolio.api;

import io.runfolio.run.RunfolioException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A request that is answered with an error: the status, a word to switch on, and a sentence that says what to do. */
public final class ApiException extends RunfolioException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String error;
    private final transient Map<String, Object> more;

    /**
     * @param more what else helps, such as {@code fields} or {@code revision}
     */
    public ApiException(int status, String error, String message, Map<String, Object> more) {
        super(message);
        this.status = status;
        this.error = error;
        this.more = new LinkedHashMap<>(more);
    }

    public ApiException(int status, String error, String message) {
        this(status, error, message, Map.of());
    }

    /** Returns the refusal of something that cannot be understood; each field says where and why. */
    static ApiException invalid(String error, List<String> fields) {
        return new ApiException(422, error, String.join("; ", fields) + ".", Map.of("fields", List.copyOf(fields)));
    }

    static ApiException notFound(String error, String message) {
        return new ApiException(404, error, message);
    }

    int status() {
        return status;
    }

    /** Returns what stands in the answer as {@code detail}. */
    Map<String, Object> detail() {
        return Problems.detail(status, error, getMessage(), more);
    }
}
