package io.runfolio.json;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Names of fields, headers and URL parameters whose values are secrets. Case, hyphens, underscores and dots are
 * ignored.
 */
final class SecretKeys {
    /** Names that are secret in every place, for every value. */
    private static final Set<String> ALWAYS = Set.of(
            "authorization",
            "proxyauthorization",
            "apikey",
            "xapikey",
            "xgoogapikey",
            "ocpapimsubscriptionkey",
            "subscriptionkey",
            "xfunctionskey",
            "falkey",
            "token",
            "accesstoken",
            "refreshtoken",
            "idtoken",
            "authtoken",
            "apitoken",
            "bearertoken",
            "sessiontoken",
            "securitytoken",
            "csrftoken",
            "xauthtoken",
            "secret",
            "secrets",
            "clientsecret",
            "apisecret",
            "secretkey",
            "secretaccesskey",
            "accesskey",
            "accesskeyid",
            "privatekey",
            "signingkey",
            "signingsecret",
            "webhooksecret",
            "password",
            "passwords",
            "passwd",
            "passphrase",
            "pwd",
            "cookie",
            "cookies",
            "setcookie",
            "signature",
            "sig",
            "hmac",
            "jwt",
            "credential",
            "credentials",
            "connectionstring",
            "awsaccesskeyid",
            "awssecretaccesskey",
            "xamzsecuritytoken",
            "xamzsignature",
            "xamzcredential",
            "bearer");

    /** Suffixes of secret names, such as {@code openai_api_key}. */
    private static final List<String> ENDINGS = List.of(
            "apikey",
            "apitoken",
            "accesstoken",
            "refreshtoken",
            "authtoken",
            "idtoken",
            "sessiontoken",
            "securitytoken",
            "secret",
            "secretkey",
            "accesskey",
            "privatekey",
            "signingkey",
            "password",
            "passphrase",
            "authorization",
            "setcookie",
            "credentials",
            "apikeys",
            "apitokens",
            "accesstokens",
            "refreshtokens",
            "authtokens",
            "secretkeys",
            "accesskeys",
            "privatekeys",
            "passwords",
            "passwd",
            "basicauth",
            "securitykey",
            "oauthsignature");

    /** Suffixes of secret custom headers, such as {@code X-Fal-Key}. */
    private static final List<String> HEADER_ENDINGS = List.of("key", "token", "secret", "signature", "auth");

    /** Further names that are secret as URL parameters. */
    private static final Set<String> PARAMETERS = Set.of(
            "key",
            "policy",
            "keypairid",
            "googleaccessid",
            "xgoogsignature",
            "xgoogcredential",
            "xgoogsecuritytoken",
            "ossaccesskeyid",
            "xosssignature",
            "xosscredential",
            "xosssecuritytoken",
            "qsignature",
            "qak",
            "sign",
            "auth",
            "hdnts",
            "hdnea",
            "hdntl",
            "hdntoken",
            "ticket",
            "xgoogalgorithmkey",
            "verify",
            "verifysig",
            "jsessionid",
            "phpsessid",
            "sessionid",
            "userdelegationkey");

    /** Names that are secret as URL parameters if the value looks like a secret. */
    private static final Set<String> PERHAPS_PARAMETERS =
            Set.of("hm", "s", "st", "h", "hash", "code", "md5", "session", "sid", "xsig", "authkey", "txsecret");

    /** Names that are secret in prose only if the value looks like a secret, as prose contains such words. */
    private static final Set<String> WEAK = Set.of(
            "token",
            "secret",
            "secrets",
            "signature",
            "sig",
            "bearer",
            "credential",
            "credentials",
            "hmac",
            "cookies",
            "passwords");

    private static final Pattern ENVIRONMENT_KEY = Pattern.compile("[A-Z][A-Z0-9_]{1,60}+(?<=_KEY)");

    private static final Set<String> USER_TEXT = Set.of("prompts", "notes", "caption", "captions");

    private static final Set<String> PASSWORDS = Set.of("password", "passwd", "passphrase", "pwd");

    private final Set<String> more = new HashSet<>();

    SecretKeys(Collection<String> additions) {
        additions.forEach(key -> more.add(plain(key)));
    }

    /** Returns whether a field's value is secret. */
    boolean isSecret(String name) {
        return isPlainSecret(plain(name)) || isPlainSecret(plain(lastPart(name))) || isSecretHeaderName(lastPart(name));
    }

    private boolean isPlainSecret(String plain) {
        return ALWAYS.contains(plain)
                || more.contains(plain)
                || ENDINGS.stream().anyMatch(plain::endsWith);
    }

    private static boolean isSecretHeaderName(String name) {
        boolean own = name.startsWith("x-") || name.startsWith("x_") || name.startsWith("X-") || name.startsWith("X_");
        return own && HEADER_ENDINGS.stream().anyMatch(plain(name)::endsWith);
    }

    /**
     * Returns whether a field's value is secret if it looks like one, as with {@code HF_TOKEN}. {@code trigger_token}
     * is often a word of the prompt.
     */
    boolean isSecretIfTokenLike(String name) {
        String plain = plain(name);
        return plain.endsWith("token")
                || plain.equals("auth")
                || plain.equals("pass")
                || ENVIRONMENT_KEY.matcher(name).matches();
    }

    /** Returns whether a field is text of a user, such as {@code negative_prompt}. */
    boolean isUserText(String name) {
        String plain = plain(name);
        return plain.endsWith("prompt") || USER_TEXT.contains(plain);
    }

    /** Returns whether numbers under this name are secret too. */
    boolean isPassword(String name) {
        String plain = plain(name);
        return PASSWORDS.contains(plain) || plain.endsWith("password") || more.contains(plain);
    }

    /** Returns whether a URL parameter's value is secret. */
    boolean isSecretParameter(String name) {
        String plain = plain(name);
        return PARAMETERS.contains(plain)
                || plain.endsWith("credential")
                || plain.endsWith("signature") && plain.startsWith("x")
                || isSecret(name);
    }

    /** Returns whether a URL parameter's value is secret if it looks like one. */
    boolean isSecretParameterIfTokenLike(String name) {
        return PERHAPS_PARAMETERS.contains(plain(name)) || isSecretIfTokenLike(name);
    }

    /** Returns whether any value after this name in prose is secret. */
    boolean isSecretInText(String name) {
        return isSecret(name) && !WEAK.contains(plain(name));
    }

    /** Returns whether an element of a list is the name of a secret header. */
    boolean isSecretHeader(String name) {
        return name.length() <= 60 && isSecretInText(name) && !PASSWORDS.contains(plain(name));
    }

    private static String lastPart(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static String plain(String name) {
        if (name.length() > 200) {
            return "";
        }
        StringBuilder plain = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (Character.isLetterOrDigit(c)) {
                plain.append(c);
            }
        }
        return plain.toString().toLowerCase(Locale.ROOT);
    }
}
