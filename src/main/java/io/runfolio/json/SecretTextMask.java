package io.runfolio.json;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Masks secrets in text. Every pattern is bounded or possessive, so the time is linear in the text's length. */
final class SecretTextMask {
    private static final Pattern USER_INFO = Pattern.compile("(?<=://)([^/?#\\s\"'<>\\\\]{1,500})@");
    private static final Pattern PARAMETER =
            Pattern.compile("(?:(?<=[?&#;])|(?<=u0026))([A-Za-z0-9_.%-]{1,60}+)=([^&#;\\s\"'<>\\\\]++)");
    private static final Pattern ENCODED_PARAMETER = Pattern.compile("(?<=%(?:25){0,3}(?:3[Ff]|26|23|3[Bb]))"
            + "([A-Za-z0-9_.-]{1,60}+)%(?:25){0,3}+3[Dd]((?:[^%&#;\\s\"'<>\\\\]|%(?!(?:25){0,3}(?:26|23|22|27)))++)");
    private static final Pattern BARE_USER_INFO =
            Pattern.compile("(?<=(?<![^\\s\"'=(])//)([^/?#@:\\s\"'<>\\\\]{1,100}+:[^/?#@\\s\"'<>\\\\]{1,500}+)@");
    private static final Pattern WEBHOOK = Pattern.compile("(?i)(?:hooks\\.slack\\.com/(?:services|workflows|triggers)/"
            + "|discord(?:app)?\\.com/api/(?:v\\d{1,2}/)?+webhooks/\\d{1,30}+/|api\\.telegram\\.org/(?:file/)?+bot"
            + "|webhook\\.office\\.com/webhookb2/)([^?#\\s\"'<>\\\\]++)");
    private static final Pattern SCHEME =
            Pattern.compile("(?i)(?<![A-Za-z0-9])(bearer|basic)(?:\\s|%20|\\+){1,3}+([A-Za-z0-9._~+/=:-]{6,}+)");
    private static final String NAME =
            "(?<![A-Za-z0-9_.-])([A-Za-z][A-Za-z0-9_.-]{1,60}+)\\\\{0,3}+[\"']?+\\s{0,3}+[:=]\\s{0,3}+";
    private static final String SCHEME_WORD = "(?:(?:[Bb]earer|[Bb]asic|[Tt]oken|[Kk]ey|[Dd]igest)\\s{1,3}+)?+";
    private static final Pattern NAMED_QUOTED =
            Pattern.compile(NAME + "\\\\{0,3}+[\"']" + SCHEME_WORD + "([^\"'\\\\\\r\\n]++)");
    private static final Pattern NAMED = Pattern.compile(NAME + SCHEME_WORD + "([^\\s\"'\\\\&,;<>{}\\[\\]]++)");
    private static final Pattern ELEMENT =
            Pattern.compile("<([A-Za-z][A-Za-z0-9_.-]{1,60}+)(?:\\s[^<>]{0,200}+)?+>([^<>]++)</");
    private static final Pattern OPTION = Pattern.compile(
            "(?<![A-Za-z0-9_-])--?([A-Za-z][A-Za-z0-9-]{1,60}+)[=\\s]\\s{0,3}+[\"']?+([^\\s\"'\\\\-][^\\s\"'\\\\]*+)");
    private static final Pattern FORM_PART = Pattern.compile("name=\\\\?+\"([A-Za-z0-9_.\\[\\]-]{1,60}+)\\\\?+\""
            + "(?:\\r?+\\n[A-Za-z][^\\r\\n]{0,200}+){0,4}+\\r?+\\n\\r?+\\n([^\\r\\n]++)");
    private static final Pattern QUOTED_TOKEN =
            Pattern.compile("(?i)(?<![a-z])(?:token|key|secret|signature) [\"'`]([^\\s\"'`\\\\]{8,}+)[\"'`]");
    private static final Pattern PHRASE =
            Pattern.compile("(?i)(?<![A-Za-z0-9])(?:api|access|secret|private|auth) (?:key|token)"
                    + "(?: provided)?+\\s{0,3}+(?::|=|is)\\s{1,3}+[\"']?+([^\\s\"'\\\\,;]{8,}+)");
    private static final Pattern CURL_USER =
            Pattern.compile("(?<=\\s)(?:-u|--user)\\s{1,3}+[\"']?+([^\\s\"':]{1,100}+:[^\\s\"']++)");
    private static final Pattern COOKIE =
            Pattern.compile("(?i)(?<![A-Za-z0-9_-])(?:set-)?cookie\\s{0,3}+:\\s{0,3}+([^\\r\\n\"'\\\\]++)");
    private static final Pattern KNOWN_TOKEN = Pattern.compile("(?<![A-Za-z0-9_-])(?:"
            + "(?:sk|rk)[-_][A-Za-z0-9_-]{16,}+|(?:r8|hf|npm|whsec|gsk|fal|dop_v1|"
            + "gh[opsur]|github_pat)_[A-Za-z0-9_]{16,}+"
            + "|(?:glpat|nvapi|xai|xox[abposr]|key)-[A-Za-z0-9_-]{16,}+|(?:AKIA|ASIA)[A-Z0-9]{16}+"
            + "|AIza[A-Za-z0-9_-]{30,}+"
            + "|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}:[A-Za-z0-9]{16,}+"
            + "|SG\\.[A-Za-z0-9_-]{16,}+\\.[A-Za-z0-9_-]{16,}+"
            + "|ya29\\.[A-Za-z0-9_-]{16,}+|eyJ[A-Za-z0-9_-]{8,}+(?:\\.[A-Za-z0-9_-]*+){2,4}+)");
    private static final String KEY_BEGIN = "-----BEGIN ";
    private static final String KEY_END = "PRIVATE KEY-----";
    private static final int MAX_KEY_HEADER = 60;
    private static final int MIN_TOKEN = 16;

    private final SecretKeys keys;

    SecretTextMask(SecretKeys keys) {
        this.keys = keys;
    }

    /** Masks text of providers: URLs, credentials, named values, known token formats and private keys. */
    String data(String text) {
        String masked = privateKeys(user(text));
        if (masked.indexOf(':') >= 0 || masked.indexOf('=') >= 0) {
            masked = replace(COOKIE, masked, 1, match -> true);
            masked = replace(NAMED_QUOTED, masked, 2, this::isNamedSecret);
            masked = replace(NAMED, masked, 2, this::isNamedSecret);
            masked = replace(CURL_USER, masked, 1, match -> true);
        }
        if (masked.contains("</")) {
            masked = replace(ELEMENT, masked, 2, this::isNamedSecret);
        }
        if (masked.indexOf('-') >= 0) {
            masked = replace(OPTION, masked, 2, this::isNamedSecret);
            masked = replace(FORM_PART, masked, 2, this::isNamedSecret);
        }
        masked = replace(QUOTED_TOKEN, masked, 1, match -> hasDigitAndLetter(match.group(1)));
        masked = replace(PHRASE, masked, 1, match -> hasDigitAndLetter(match.group(1)));
        return replace(KNOWN_TOKEN, masked, 0, match -> hasDigitAndLetter(match.group()));
    }

    /** Masks text of users, such as a prompt: URLs and bearer credentials only. */
    String user(String text) {
        String masked = text;
        if (masked.contains("://")) {
            masked = replace(USER_INFO, masked, 1, match -> true);
            masked = replace(WEBHOOK, masked, 1, match -> true);
        }
        if (masked.contains("//")) {
            masked = replace(BARE_USER_INFO, masked, 1, match -> true);
        }
        if (masked.indexOf('=') >= 0) {
            masked = replace(PARAMETER, masked, 2, this::isSecretParameter);
        }
        if (masked.indexOf('%') >= 0) {
            masked = replace(ENCODED_PARAMETER, masked, 2, this::isSecretParameter);
        }
        return replace(SCHEME, masked, 2, match -> isCredential(text, match));
    }

    private boolean isSecretParameter(MatchResult match) {
        String name = decoded(match.group(1));
        String value = match.group(2);
        return keys.isSecretParameter(name)
                || keys.isSecretParameterIfTokenLike(name) && value.indexOf('%') < 0 && looksSecret(value);
    }

    private boolean isNamedSecret(MatchResult match) {
        String name = match.group(1);
        return keys.isSecretInText(name)
                || (keys.isSecret(name) || keys.isSecretIfTokenLike(name)) && looksSecret(match.group(2));
    }

    /** Returns whether a word after bearer or basic is a credential: it is long, has a digit, or is all. */
    private static boolean isCredential(String text, MatchResult match) {
        String value = match.group(2);
        if (match.group(1).equalsIgnoreCase("basic")) {
            return isBase64OfPair(value);
        }
        boolean whole = match.start() == 0 && match.end() == text.length();
        return whole || value.length() >= 24 || value.length() >= 8 && hasDigitAndLetter(value);
    }

    private static boolean isBase64OfPair(String value) {
        try {
            return new String(Base64.getDecoder().decode(value), StandardCharsets.ISO_8859_1).indexOf(':') >= 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String privateKeys(String text) {
        int begin = text.indexOf(KEY_BEGIN);
        if (begin < 0) {
            return text;
        }
        StringBuilder masked = new StringBuilder();
        int from = 0;
        while (begin >= 0) {
            int end = begin + KEY_BEGIN.length();
            int header = text.substring(begin, Math.min(text.length(), begin + MAX_KEY_HEADER))
                    .indexOf(KEY_END);
            if (header >= 0) {
                int footer = text.indexOf(KEY_END, begin + header + KEY_END.length());
                end = footer < 0 ? text.length() : footer + KEY_END.length();
                masked.append(text, from, begin).append(MaskedValue.of(text.substring(begin, end)));
                from = end;
            }
            begin = text.indexOf(KEY_BEGIN, end);
        }
        return masked.append(text, from, text.length()).toString();
    }

    private static String replace(Pattern pattern, String text, int group, Predicate<MatchResult> isSecret) {
        Matcher matcher = pattern.matcher(text);
        StringBuilder masked = null;
        int from = 0;
        while (matcher.find()) {
            if (isSecret.test(matcher) && !MaskedValue.isMasked(matcher.group(group))) {
                masked = masked == null ? new StringBuilder(text.length()) : masked;
                masked.append(text, from, matcher.start(group)).append(MaskedValue.of(matcher.group(group)));
                from = matcher.end(group);
            }
        }
        return masked == null ? text : masked.append(text, from, text.length()).toString();
    }

    private static String decoded(String name) {
        try {
            return name.indexOf('%') < 0 ? name : URLDecoder.decode(name, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return name;
        }
    }

    static boolean looksSecret(String value) {
        return value.length() >= MIN_TOKEN
                && value.chars().noneMatch(Character::isWhitespace)
                && hasDigitAndLetter(value);
    }

    private static boolean hasDigitAndLetter(String value) {
        return value.chars().anyMatch(Character::isDigit) && value.chars().anyMatch(Character::isLetter);
    }
}
