package io.runfolio.share;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cookie of a browser that has shown the password of a link.
 *
 * <p>Its value is an end and an HMAC under the derived password, which no client knows, so that it works in every
 * process and after a restart without being stored.
 */
public final class UnlockCookie {
    /** Name of the cookie. */
    public static final String NAME = "runfolio_share";

    private static final Duration LIFE = Duration.ofHours(12);
    private static final Pattern VALUE = Pattern.compile("([1-9][0-9]{0,11})\\.([A-Za-z0-9_-]{43})");

    private UnlockCookie() {}

    /**
     * Returns the value of {@code Set-Cookie} for a link with a password.
     *
     * @param token token of the link; the cookie is sent below its path only
     * @param secure whether the browser must send the cookie over TLS only
     */
    public static String setCookie(Share share, String token, Instant now, boolean secure) {
        Instant end = now.plus(LIFE).isBefore(share.expiresAt()) ? now.plus(LIFE) : share.expiresAt();
        long seconds = Math.max(1, Duration.between(now, end).toSeconds());
        return NAME + "=" + end.getEpochSecond() + "." + mac(share, end.getEpochSecond())
                + "; HttpOnly; SameSite=Strict" + "; Path=/s/" + token + "; Max-Age=" + seconds
                + (secure ? "; Secure" : "");
    }

    /** Returns whether a {@code Cookie} header has a valid cookie of a link with a password. */
    public static boolean isIn(String cookies, Share share, Instant now) {
        for (String pair : cookies.split(";")) {
            int equals = pair.indexOf('=');
            if (equals > 0
                    && pair.substring(0, equals).strip().equals(NAME)
                    && isValid(pair.substring(equals + 1).strip(), share, now)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isValid(String value, Share share, Instant now) {
        Matcher matcher = VALUE.matcher(value);
        return matcher.matches()
                && MessageDigest.isEqual(
                        mac(share, Long.parseLong(matcher.group(1))).getBytes(StandardCharsets.US_ASCII),
                        matcher.group(2).getBytes(StandardCharsets.US_ASCII))
                && now.isBefore(Instant.ofEpochSecond(Long.parseLong(matcher.group(1))));
    }

    private static String mac(Share share, long end) {
        return Hmac.base64Url(
                share.password().orElseThrow().secret(), "runfolio-share-unlock\n" + share.id() + "\n" + end);
    }
}
