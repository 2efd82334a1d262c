package io.runfolio.api.request;

import io.runfolio.api.ApiRequest;
import java.util.Optional;
import java.util.regex.Pattern;

/** The header {@code Idempotency-Key}. */
public final class IdempotencyKey {
    private static final Pattern FORM = Pattern.compile("[\\x21-\\x7e][\\x20-\\x7e]{0,199}");

    private IdempotencyKey() {}

    /** Returns the key of a request; one of another form is refused with the parameters. */
    public static Optional<String> read(ApiRequest request, QueryParameters parameters) {
        Optional<String> key = request.header("idempotency-key");
        if (key.filter(text -> !FORM.matcher(text).matches()).isPresent()) {
            return parameters.refuse("Idempotency-Key", "must have 1 to 200 ASCII characters");
        }
        return key;
    }
}
