package io.runfolio.json;

import io.runfolio.files.SourceUrl;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Masks secrets in JSON values before they are written. Masked are values of secret keys at any depth, header lists,
 * URL signatures, credentials and tokens in text. Masking is idempotent. Immutable.
 */
public final class SecretMask {
    private static final List<String> HEADER_NAMES =
            List.of("name", "key", "header", "field", "Name", "Key", "k", "n", "header_name", "headerName", "Header");
    private static final List<String> HEADER_VALUES =
            List.of("value", "values", "Value", "val", "v", "content", "header_value", "headerValue", "Values");

    private static final Pattern QUERY =
            Pattern.compile("(://[^\\s?#\"'<>]{0,2000}+)\\?[^\\s\"'<>]++|\\?(?=[A-Za-z0-9_.%~-]{1,100}=)[^\\s\"'<>]++");

    private static final Pattern URL = Pattern.compile("(?i)https?://[^\\s\"'<>\\\\]++");

    private final boolean enabled;
    private final SecretKeys keys;
    private final SecretTextMask text;
    /** URLs whose whole query is masked, wherever they occur. */
    private final Set<String> links;

    private SecretMask(boolean enabled, SecretKeys keys, Set<String> links) {
        this.enabled = enabled;
        this.keys = keys;
        this.text = new SecretTextMask(keys);
        this.links = Set.copyOf(links);
    }

    /** Returns a mask for the built-in keys. */
    public static SecretMask standard() {
        return of(true, List.of());
    }

    /**
     * Returns a mask for settings.
     *
     * @param enabled false disables masking
     * @param additions further secret keys
     */
    public static SecretMask of(boolean enabled, Collection<String> additions) {
        return new SecretMask(enabled, new SecretKeys(additions), Set.of());
    }

    /**
     * Returns this mask for values in which the whole query of some URLs is masked, wherever they occur. A copy that
     * was masked before its URLs were known, such as the payload of a provider, is covered.
     */
    public SecretMask withoutQueriesOf(Collection<String> urls) {
        Set<String> forms = new HashSet<>(urls);
        urls.forEach(url -> forms.add(text.data(url)));
        return new SecretMask(enabled, keys, forms);
    }

    public boolean isEnabled() {
        return enabled;
    }

    /** Masks the text of a provider or program; null stays null. */
    public String text(String value) {
        return enabled && value != null ? data(value) : value;
    }

    /** Masks URL signatures and bearer credentials in text of a user, such as a prompt; null stays null. */
    public String userText(String value) {
        return enabled && value != null ? user(value) : value;
    }

    public List<String> texts(List<String> values) {
        return values.stream().map(this::text).toList();
    }

    /** Masks secrets in a message and removes the query strings of URLs. */
    public String message(String value) {
        return enabled && value != null ? withoutQueries(text.data(value)) : withoutQueries(value);
    }

    /** Removes the query string of each URL or path; null stays null. */
    public static String withoutQueries(String value) {
        return value == null || value.indexOf('?') < 0
                ? value
                : QUERY.matcher(value).replaceAll("$1");
    }

    /** Masks the secrets of a map. */
    public Map<String, Object> map(Map<String, Object> map) {
        return enabled ? masked(map, false) : map;
    }

    /** Masks the secrets of a JSON value of maps, lists, strings and numbers. */
    public Object value(Object value) {
        return enabled ? inside(value, false) : value;
    }

    private Object inside(Object value, boolean user) {
        if (value instanceof String string) {
            return user ? user(string) : data(string);
        }
        if (value instanceof Map<?, ?> map) {
            return masked(map, user);
        }
        return value instanceof List<?> list ? list(list, user) : value;
    }

    private String data(String string) {
        return text.data(EmbeddedJson.apply(withoutLinkQueries(string), value -> inside(value, false)));
    }

    private String user(String string) {
        return text.user(withoutLinkQueries(string));
    }

    private String withoutLinkQueries(String string) {
        return links.isEmpty() || string.indexOf('?') < 0
                ? string
                : URL.matcher(string)
                        .replaceAll(match -> Matcher.quoteReplacement(
                                links.contains(match.group()) ? withMaskedQuery(match.group()) : match.group()));
    }

    private static String withMaskedQuery(String url) {
        int query = url.indexOf('?') + 1;
        return query == 0 ? url : SourceUrl.recorded(url) + "?" + MaskedValue.of(url.substring(query));
    }

    /** Uses a loop instead of lambdas, as events may be nested 1,000 deep and each level uses stack. */
    private Map<String, Object> masked(Map<?, ?> map, boolean user) {
        boolean header = isSecretHeader(map);
        Map<String, Object> masked = new LinkedHashMap<>();
        for (Map.Entry<?, ?> field : map.entrySet()) {
            String name = String.valueOf(field.getKey());
            Object value = field.getValue();
            if (header && HEADER_VALUES.contains(name)) {
                masked.put(name, secret(value, true));
            } else if (isSecret(name, value)) {
                masked.put(name, secret(value, keys.isPassword(name)));
            } else {
                masked.put(name, inside(value, user || keys.isUserText(name)));
            }
        }
        return masked;
    }

    private boolean isSecretHeader(Map<?, ?> map) {
        return HEADER_NAMES.stream().anyMatch(name -> map.get(name) instanceof String given && keys.isSecret(given));
    }

    private boolean isSecret(String name, Object value) {
        return keys.isSecret(name) || keys.isSecretIfTokenLike(name) && looksSecret(value);
    }

    private static boolean looksSecret(Object value) {
        return value instanceof String string && SecretTextMask.looksSecret(string)
                || value instanceof List<?> list
                        && list.stream()
                                .anyMatch(each -> each instanceof String text && SecretTextMask.looksSecret(text));
    }

    private List<Object> list(List<?> list, boolean user) {
        List<Object> masked = new ArrayList<>(list.size());
        boolean afterHeader = false;
        for (Object element : list) {
            boolean secret = afterHeader
                    && element instanceof String value
                    && (list.size() % 2 == 0 || SecretTextMask.looksSecret(value));
            masked.add(secret ? secret(element, false) : inside(element, user));
            afterHeader = !afterHeader && element instanceof String name && keys.isSecretHeader(name);
        }
        return masked;
    }

    /** Masks all text below a secret key, and numbers if a number can be the secret. */
    private static Object secret(Object value, boolean numbers) {
        if (value instanceof String string) {
            return string.isEmpty() || MaskedValue.isMasked(string) ? string : MaskedValue.of(string);
        }
        if (value instanceof Number && numbers) {
            return MaskedValue.of(value.toString());
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> masked = new LinkedHashMap<>();
            for (Map.Entry<?, ?> field : map.entrySet()) {
                masked.put(String.valueOf(field.getKey()), secret(field.getValue(), numbers));
            }
            return masked;
        }
        if (value instanceof List<?> list) {
            List<Object> masked = new ArrayList<>(list.size());
            for (Object element : list) {
                masked.add(secret(element, numbers));
            }
            return masked;
        }
        return value;
    }
}
