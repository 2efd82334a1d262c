package io.runfolio.workflow.step;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import io.runfolio.json.GatheredFieldErrors;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import io.runfolio.json.JsonObjectReader;
import io.runfolio.json.SecretMask;
import io.runfolio.json.TextForm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Reads and validates answers of endpoints; {@code docs/workflows.md} lists the fields. Files must be in the work
 * folder, and no part of their path below it may be a link. Thread-safe.
 */
public final class StepAnswerReader {
    /** Code of the failure for an answer that does not have the documented form. */
    public static final String INVALID = "answer_invalid";

    private static final String TOO_LARGE = "answer_too_large";
    private static final String ENDPOINT_FAILED = "endpoint_failed";
    private static final int MAX_DEPTH = 64;
    private static final int MAX_PROBLEMS = 10;
    private static final int MAX_MESSAGE = 2_000;
    private static final long MAX_RETRY_SECONDS = Duration.ofDays(1).toSeconds();
    private static final TextForm TICKET =
            TextForm.matching(Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}"), "1 to 100 letters, digits, . _ or -");
    private static final TextForm CODE =
            TextForm.matching(Pattern.compile("[a-z][a-z0-9_]{0,59}"), "a word of lower-case letters, digits and _");

    private final int maxBytes;
    private final SecretMask mask;
    private final ObjectMapper mapper;

    /**
     * @param maxBytes size of an answer
     * @param mask masks the messages of failures
     */
    public StepAnswerReader(int maxBytes, SecretMask mask) {
        this.maxBytes = maxBytes;
        this.mask = mask;
        mapper = JsonMappers.strict(new JsonLimits(MAX_DEPTH, maxBytes, 100, 1_000))
                .build();
    }

    /** Returns the size of the largest answer that is read, in bytes. */
    public int maxBytes() {
        return maxBytes;
    }

    /**
     * Reads an answer, which must be a JSON object; nothing at all is an empty answer.
     *
     * @param folder work folder of the attempt
     * @throws StepFailedException if the answer is invalid, or is a failure
     */
    public StepAnswer read(byte[] answer, Path folder) {
        checkSize(answer);
        return isBlank(answer) ? empty() : read(json(answer), folder);
    }

    /**
     * Reads the output of a program: an answer if it begins like a JSON object, else text.
     *
     * @param expectsJson whether output that is no answer must be JSON, which becomes the answer's JSON
     * @throws StepFailedException if the answer is invalid, or is a failure
     */
    public StepAnswer readOutput(byte[] output, boolean expectsJson, Path folder) {
        checkSize(output);
        if (isBlank(output)) {
            return empty();
        }
        if (startsObject(output)) {
            return read(json(output), folder);
        }
        return expectsJson
                ? StepAnswer.of(null, json(output), List.of(), List.of(), List.of())
                : StepAnswer.of(text(output).stripTrailing(), null, List.of(), List.of(), List.of());
    }

    /**
     * Checks an answer that a bean has made: its files must be in the work folder.
     *
     * @throws StepFailedException if one is not
     */
    public StepAnswer check(StepAnswer answer, Path folder) {
        if (answer.isLater() && !TICKET.isAllowed().test(answer.ticket())) {
            throw invalid("ticket " + TICKET.mismatch());
        }
        AnswerFiles.check(answer.files(), folder);
        return answer;
    }

    /**
     * Returns the failure that an endpoint names in its output, beside a status that says that it failed.
     *
     * @param retryable whether another attempt may succeed, where the endpoint does not say so
     * @return empty if the output names none
     */
    public Optional<StepFailedException> failure(byte[] output, boolean retryable) {
        if (output.length > maxBytes || !startsObject(output)) {
            return Optional.empty();
        }
        try {
            GatheredFieldErrors errors = new GatheredFieldErrors();
            Optional<StepFailedException> failure = failure(JsonObjectReader.of(json(output), "", errors), retryable);
            return errors.sentences().isEmpty() ? failure : Optional.empty();
        } catch (StepFailedException e) {
            return Optional.empty();
        }
    }

    /**
     * Reads an answer that is JSON already.
     *
     * @throws StepFailedException if the answer is invalid, or is a failure
     */
    public StepAnswer read(JsonNode answer, Path folder) {
        if (!answer.isObject()) {
            throw invalid("it is no JSON object");
        }
        GatheredFieldErrors errors = new GatheredFieldErrors();
        JsonObjectReader fields = JsonObjectReader.of(answer, "", errors);
        Optional<StepFailedException> failure = failure(fields, false);
        AnswerFiles files = new AnswerFiles(folder, fields);
        JsonNode json = fields.value("json");
        StepAnswer read = new StepAnswer(
                fields.text("text", TextForm.ANY).orElse(null),
                json.isMissingNode() ? NullNode.getInstance() : json,
                List.of(),
                AnswerNumbers.checks(fields),
                AnswerNumbers.costs(fields),
                fields.text("ticket", TICKET).orElse(null));
        fields.refuseUnread();
        check(errors);
        if (failure.isPresent()) {
            throw failure.get();
        }
        List<StepFile> written = files.write();
        return new StepAnswer(read.text(), read.json(), written, read.checks(), read.costs(), read.ticket());
    }

    private Optional<StepFailedException> failure(JsonObjectReader fields, boolean otherwise) {
        return fields.object("error").map(error -> {
            String code = error.text("code", CODE).orElse(ENDPOINT_FAILED);
            String message = error.requiredText("message", TextForm.NOT_BLANK);
            boolean retryable = error.flag("retryable").orElse(otherwise);
            OptionalLong seconds = error.wholeNumber("retryAfterSeconds", 0, MAX_RETRY_SECONDS);
            error.refuseUnread();
            return new StepFailedException(
                    code,
                    message(message),
                    retryable,
                    seconds.isPresent() ? Duration.ofSeconds(seconds.getAsLong()) : null);
        });
    }

    /** Returns text of an endpoint, such as its log, without secrets. */
    public String mask(String text) {
        return mask.text(text);
    }

    /** Returns a message of an endpoint without secrets and of limited length. */
    public String message(String text) {
        String masked = mask.message(text);
        return masked.length() > MAX_MESSAGE ? masked.substring(0, MAX_MESSAGE) + "…" : masked;
    }

    private void checkSize(byte[] answer) {
        if (answer.length > maxBytes) {
            throw tooLarge();
        }
    }

    /** Returns the failure for an answer with more than the allowed number of bytes. */
    public StepFailedException tooLarge() {
        return new StepFailedException(
                TOO_LARGE,
                "The answer of the endpoint has more than " + maxBytes + " bytes: write large files into the work"
                        + " folder, or raise runfolio.workflow.max-answer-bytes.",
                false);
    }

    private JsonNode json(byte[] answer) {
        try {
            return mapper.readTree(answer);
        } catch (JsonProcessingException e) {
            throw invalid("it is no valid JSON (" + mask.message(e.getOriginalMessage()) + ", line "
                    + (e.getLocation() == null ? 1 : e.getLocation().getLineNr()) + ")");
        } catch (IOException e) {
            throw new UncheckedIOException(e); // from memory
        }
    }

    private static String text(byte[] output) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(output))
                    .toString();
        } catch (CharacterCodingException e) {
            throw invalid("it is neither JSON nor text in UTF-8");
        }
    }

    private static boolean isBlank(byte[] answer) {
        return first(answer) < 0;
    }

    private static boolean startsObject(byte[] answer) {
        return first(answer) == '{';
    }

    /** Returns the first byte that is no white space of JSON; -1 if absent. */
    private static int first(byte[] answer) {
        for (byte letter : answer) {
            if (letter != ' ' && letter != '\n' && letter != '\r' && letter != '\t') {
                return letter & 0xff;
            }
        }
        return -1;
    }

    private static StepAnswer empty() {
        return StepAnswer.of(null, null, List.of(), List.of(), List.of());
    }

    static void check(GatheredFieldErrors errors) {
        List<String> problems = errors.sentences();
        if (!problems.isEmpty()) {
            int more = problems.size() - MAX_PROBLEMS;
            throw invalid(String.join("; ", problems.subList(0, Math.min(MAX_PROBLEMS, problems.size())))
                    + (more > 0 ? "; and " + more + " more problems" : ""));
        }
    }

    static StepFailedException invalid(String reason) {
        return new StepFailedException(
                INVALID,
                "The answer of the endpoint cannot be used: " + reason + ". docs/workflows.md has the form.",
                false);
    }
}
