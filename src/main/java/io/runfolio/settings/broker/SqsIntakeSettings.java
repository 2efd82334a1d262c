package io.runfolio.settings.broker;

import io.runfolio.settings.SettingException;
import io.runfolio.settings.SettingReader;
import io.runfolio.settings.mirror.AwsSettings;
import io.runfolio.settings.mirror.BucketAddress;
import io.runfolio.settings.mirror.S3Settings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Queue of Amazon SQS that events come from.
 *
 * @param access server and credentials; region, files and profile default to those of {@code runfolio.s3}
 * @param queue name or address of the queue; a name that ends with {@code .fifo} is that of a FIFO queue
 * @param deadLetters name or address of the queue of refused messages; default the queue's with {@code -dead}
 * @param waitTime time for which a request waits for messages, 0 to 20 s; default 20 s
 * @param visibilityTimeout time after which messages of a dead worker are delivered again, 5 s to 12 hours; default 60
 *     s
 * @param consumers number of consumers in this worker; default 1
 * @param buckets buckets or prefixes whose new objects {@code *.json} are events; default none
 */
public record SqsIntakeSettings(
        AwsSettings access,
        String queue,
        String deadLetters,
        Duration waitTime,
        Duration visibilityTimeout,
        int consumers,
        List<BucketAddress> buckets) {
    private static final Pattern QUEUE = Pattern.compile(
            "(https?://[A-Za-z0-9_.\\[\\]:-]{1,300}(?:/[A-Za-z0-9_-]{1,80}){0,4}/)?" + "[A-Za-z0-9_-]{1,75}(\\.fifo)?");
    private static final Pattern BUCKET = Pattern.compile("s3://.{1,1000}");
    private static final String FORM = "the name or the address of a queue";
    private static final String FIFO = ".fifo";
    private static final Duration MAX_WAIT = Duration.ofSeconds(20);
    private static final Duration MIN_VISIBILITY = Duration.ofSeconds(5);
    private static final Duration MAX_VISIBILITY = Duration.ofHours(12);

    public SqsIntakeSettings {
        buckets = List.copyOf(buckets);
    }

    static Optional<SqsIntakeSettings> read(SettingReader values, String prefix) {
        AwsSettings access =
                AwsSettings.read(values, prefix, "SQS", S3Settings.read(values).access());
        String queue = queue(values, prefix + "queue", "", "queue of the events");
        String dead = queue(values, prefix + "dead-letters", deadLetters(queue), "queue of refused messages");
        SqsIntakeSettings settings = new SqsIntakeSettings(
                access,
                queue,
                dead,
                waitTime(values, prefix + "wait-time"),
                visibilityTimeout(values, prefix + "visibility-timeout"),
                values.integer(prefix + "consumers", 1, 1, 64, "consumers in this worker"),
                buckets(values, prefix + "buckets"));
        if (queue.isEmpty()) {
            return Optional.empty();
        }
        if (queue.equals(dead)) {
            throw new SettingException(
                    prefix + "dead-letters",
                    prefix + "dead-letters is the queue of the events: refused messages would come again for ever, so"
                            + " name another queue");
        }
        return Optional.of(settings);
    }

    private static String queue(SettingReader values, String key, String defaultValue, String meaning) {
        String text = values.secret(key);
        if (!text.isEmpty() && !QUEUE.matcher(text).matches()) {
            // an address may have a password
            throw new SettingException(key, text.contains("@") ? "…" : text, FORM, meaning);
        }
        return text.isEmpty() ? defaultValue : text;
    }

    private static String deadLetters(String queue) {
        return isFifo(queue)
                ? queue.substring(0, queue.length() - FIFO.length()) + "-dead" + FIFO
                : queue.isEmpty() ? "" : queue + "-dead";
    }

    private static Duration waitTime(SettingReader values, String key) {
        Duration wait = values.durationOrOff(key, MAX_WAIT, Duration.ofSeconds(1), "time that a request waits");
        if (wait.compareTo(MAX_WAIT) > 0) {
            throw new SettingException(key, wait.toSeconds() + "s", "a duration of 0 to 20s", "limit of SQS");
        }
        return wait;
    }

    private static Duration visibilityTimeout(SettingReader values, String key) {
        Duration visibility = values.duration(key, Duration.ofSeconds(60), "time until another worker gets a message");
        if (visibility.compareTo(MIN_VISIBILITY) < 0 || visibility.compareTo(MAX_VISIBILITY) > 0) {
            throw new SettingException(
                    key, visibility.toSeconds() + "s", "a duration of 5s to 12h", "time until another worker gets it");
        }
        return visibility;
    }

    private static List<BucketAddress> buckets(SettingReader values, String key) {
        String meaning = "buckets whose new objects are events";
        return values.texts(key, BucketAddress.FORM, BUCKET, meaning).stream()
                .map(text -> BucketAddress.parse(text)
                        .orElseThrow(() -> new SettingException(key, text, BucketAddress.FORM, meaning)))
                .toList();
    }

    /** Returns whether a name or an address is that of a FIFO queue. */
    public static boolean isFifo(String queue) {
        return queue.endsWith(FIFO);
    }

    /** Returns the name of a queue, without its address. */
    public static String name(String queue) {
        return queue.substring(queue.lastIndexOf('/') + 1);
    }
}
