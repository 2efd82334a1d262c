package io.runfolio.json;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Masks secrets in JSON values before they are written: values of secret keys at any depth, header lists, URL signatures, credentials and tokens within text. Masking twice changes nothing. Immutable.
 */
public final class SecretMask {
    private static final List<String> HEADER_NAMES =
            List.of("name", "key", "header", "field", "Name", "Key", "k", "n", "header_name", "headerName", "Header");
    private static final List<String> HEADER_VALUES =
            List.of("value", "values", "Value", "val", "v", "content", "header_value", "headerValue", "Values");

    private static final Pattern QUERY =
            Pattern.compile("(://[^\\s?#\"'<>]{0,2000}+)\\?[^\\s\"'<>]++|\\?(?=[A-Za-z0-9_.%~-]{1,100}=)[^\\s\"'<>]++");

    private final boolean enabled;
    private final SecretKeys keys;
    private final SecretText text;

    private SecretMask(boolean enabled, Collection<String> additions) {
        this.enabled = enabled;
        this.keys = new SecretKeys(additions);
        this.text = new SecretText(keys);
    }

    /** Returns a mask for the known keys. */
    public static SecretMask standard() {
        return new SecretMask(true, List.of());
    }

    /**
     * Returns a mask by its settings.
     *
     * @param enabled false masks nothing
     * @param additions keys that are secret here beside the known ones
     */
    public static SecretMask of(boolean enabled, Collection<String> additions) {
        return new SecretMask(enabled, additions);
    }

    public boolean isEnabled() {
        return enabled;
    }

    /** Returns a text that a provider or program wrote, without its secrets; null stays null. */
    public String text(String value) {
        return enabled && value != null ? data(value) : value;
    }

    /** Returns a text that a user wrote, such as a prompt, without URL signatures and bearer credentials; null stays null. */
    public String userText(String value) {
        return enabled && value != null ? text.user(value) : value;
    }

    public List<String> texts(List<String> values) {
        return values.stream().map(this::text).toList();
    }

    /** Returns a message of ours without secrets and without the query string of any URL. */
    public String message(String value) {
        return enabled && value != null ? withoutQueries(text.data(value)) : withoutQueries(value);
    }

    /** Returns a text with the query string of each URL or path cut off; null stays null. */
    public static String withoutQueries(String value) {
        return value == null || value.indexOf('?') < 0
                ? value
                : QUERY.matcher(value).replaceAll("$1");
    }

    /** Returns a map without its secrets. */
    public Map<String, Object> map(Map<String, Object> map) {
        return enabled ? masked(map, false) : map;
    }

    /** Returns a JSON value of maps, lists, strings and numbers without its secrets. */
    public Object value(Object value) {
        return enabled ? inside(value, false) : value;
    }

    private Object inside(Object value, boolean user) {
        if (value instanceof String string) {
            return user ? text.user(string) : data(string);
        }
        if (value instanceof Map<?, ?> map) {
            return masked(map, user);
        }
        return value instanceof List<?> list ? list(list, user) : value;
    }

    private String data(String string) {
        return text.data(EmbeddedJson.apply(string, value -> inside(value, false)));
    }

    /** Loops instead of calling itself through lambdas, as events may be nested 1,000 deep and each level costs stack. */
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
        return keys.isSecret(name) || keys.isPerhapsSecret(name) && looksSecret(value);
    }

    private static boolean looksSecret(Object value) {
        return value instanceof String string && SecretText.looksSecret(string)
                || value instanceof List<?> list
                        && list.stream().anyMatch(each -> each instanceof String text && SecretText.looksSecret(text));
    }

    private List<Object> list(List<?> list, boolean user) {
        List<Object> masked = new ArrayList<>(list.size());
        boolean afterHeader = false;
        for (Object element : list) {
            boolean secret = afterHeader
                    && element instanceof String value
                    && (list.size() % 2 == 0 || SecretText.looksSecret(value));
            masked.add(secret ? secret(element, false) : inside(element, user));
            afterHeader = !afterHeader && element instanceof String name && keys.isSecretHeader(name);
        }
        return masked;
    }

    /** Masks all text below a secret key; numbers only where a number can be the secret. */
    private static Object secret(Object value, boolean numbers) {
        if (value instanceof String string) {
            return string.isEmpty() || Masked.is(string) ? string : Masked.of(string);
        }
        if (value instanceof Number && numbers) {
            return Masked.of(value.toString());
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
