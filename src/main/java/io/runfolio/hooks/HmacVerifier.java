package io.runfolio.hooks;

import io.runfolio.hooks.HookRefusedException.Rule;
import io.runfolio.settings.HookSetting;
import io.runfolio.settings.HookSetting.Encoding;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Verifies an HMAC with a shared secret, in the form that the settings describe. */
final class HmacVerifier implements CallVerifier {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(body|timestamp|task-id)\\}");
    private static final int MAX_SIGNATURES = 5;

    private final HookSetting hook;
    private final SecretFiles secrets;
    private final SignedTime time;
    private final Function<byte[], Optional<String>> taskId;

    /** @param taskId reads the provider's id from a body; called only if the signature covers it */
    HmacVerifier(HookSetting hook, SecretFiles secrets, SignedTime time, Function<byte[], Optional<String>> taskId) {
        this.hook = hook;
        this.secrets = secrets;
        this.time = time;
        this.taskId = taskId;
    }

    @Override
    public void verify(HookCall call) {
        List<byte[]> given = signatures(call.header(hook.signature()).orElseThrow(Refusals::unsigned));
        if (given.isEmpty()) {
            throw Refusals.unsigned();
        }
        String timestamp = "";
        if (hook.timestamp().isPresent()) {
            timestamp = call.header(hook.timestamp().get()).map(String::strip).orElseThrow(Refusals::unsigned);
            time.check(timestamp);
        }
        List<byte[]> parts = parts(call, timestamp);
        List<byte[]> expected = new ArrayList<>();
        for (String secret : secrets.secrets()) {
            expected.add(Hmac.of(hook.algorithm().javaName(), secret.getBytes(StandardCharsets.UTF_8), parts));
        }
        if (!Hmac.matchesAny(expected, given)) {
            throw new HookRefusedException(Rule.WRONG);
        }
    }

    private List<byte[]> signatures(String header) {
        List<byte[]> signatures = new ArrayList<>();
        for (String word : header.split(",", MAX_SIGNATURES + 1)) {
            String text = word.strip();
            if (text.startsWith(hook.prefix()) && signatures.size() < MAX_SIGNATURES) {
                String bare = text.substring(hook.prefix().length());
                (hook.encoding() == Encoding.HEX ? Decoding.hex(bare) : Decoding.base64(bare))
                        .ifPresent(signatures::add);
            }
        }
        return signatures;
    }

    private List<byte[]> parts(HookCall call, String timestamp) {
        List<byte[]> parts = new ArrayList<>();
        Matcher matcher = PLACEHOLDER.matcher(hook.signed());
        int end = 0;
        while (matcher.find()) {
            parts.add(bytes(hook.signed().substring(end, matcher.start())));
            parts.add(
                    switch (matcher.group(1)) {
                        case "body" -> call.body();
                        case "timestamp" -> bytes(timestamp);
                        default -> bytes(taskId.apply(call.body()).orElseThrow(Refusals::unsigned));
                    });
            end = matcher.end();
        }
        parts.add(bytes(hook.signed().substring(end)));
        return parts;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
