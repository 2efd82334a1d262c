package io.runfolio.hooks;

import io.runfolio.files.Checksums;
import io.runfolio.hooks.HookRefusedException.Rule;
import io.runfolio.settings.HookSetting;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Verifies a secret that the provider sends as it is, in a header or a query parameter. */
final class TokenVerifier implements CallVerifier {
    private static final String BEARER = "bearer ";
    private static final int MAX_LENGTH = 1_000;

    private final HookSetting hook;
    private final SecretFiles secrets;

    TokenVerifier(HookSetting hook, SecretFiles secrets) {
        this.hook = hook;
        this.secrets = secrets;
    }

    @Override
    public void verify(HookCall call) {
        Optional<String> given =
                hook.parameter().isPresent() ? call.parameter(hook.parameter().get()) : call.header(hook.signature());
        String token = given.map(TokenVerifier::withoutBearer)
                .filter(text -> !text.isEmpty() && text.length() <= MAX_LENGTH)
                .orElseThrow(Refusals::unsigned);
        // hashes have one length, so that the comparison reveals none
        List<byte[]> expected =
                secrets.secrets().stream().map(TokenVerifier::hash).toList();
        if (!Hmac.matchesAny(expected, List.of(hash(token)))) {
            throw new HookRefusedException(Rule.WRONG);
        }
    }

    private static String withoutBearer(String text) {
        return text.toLowerCase(Locale.ROOT).startsWith(BEARER)
                ? text.substring(BEARER.length()).strip()
                : text.strip();
    }

    private static byte[] hash(String token) {
        return Checksums.sha256(token.getBytes(StandardCharsets.UTF_8)).getBytes(StandardCharsets.US_ASCII);
    }
}
