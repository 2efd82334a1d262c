package io.runfolio.settings;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Endpoint of the steps of a kind.
 *
 * @param kind kind of the steps, such as {@code llm}
 * @param capability capability of the steps, such as {@code text_to_image}; the empty string for every other one
 * @param target URI of a Camel endpoint, or {@link #ORDERS}
 */
public record StepKindSetting(String kind, String capability, String target) {
    /** Target of steps that become orders for generators. */
    public static final String ORDERS = "orders";

    static final String PREFIX = "runfolio.workflow.kinds.";
    /** Pattern of the name of a kind. */
    static final String KIND = "[A-Za-z][A-Za-z0-9_-]{0,59}";

    private static final Pattern NAME = Pattern.compile(KIND + "(?:\\.[A-Za-z0-9_][A-Za-z0-9_.-]{0,99})?");
    private static final Pattern URI = Pattern.compile("\\A[A-Za-z][A-Za-z0-9+.-]*+:[!-~]++(?: [!-~]++)*+");

    static List<StepKindSetting> read(SettingReader values) {
        return values.named(
                PREFIX,
                NAME,
                "the URI of a Camel endpoint, or " + ORDERS,
                "endpoint of a kind of steps",
                (name, text) -> Optional.of(of(name, text)));
    }

    private static StepKindSetting of(String name, String target) {
        if (!target.equals(ORDERS) && !URI.matcher(target).matches()) {
            // without the text, as a URI can have a password
            throw new SettingException(
                    PREFIX + name,
                    PREFIX + name + " must be the URI of a Camel endpoint, such as exec:/opt/steps/draw,"
                            + " https://steps.example/draw or direct:draw, or " + ORDERS);
        }
        int dot = name.indexOf('.');
        return dot < 0
                ? new StepKindSetting(name, "", target)
                : new StepKindSetting(name.substring(0, dot), name.substring(dot + 1), target);
    }

    /** Returns the key of the setting. */
    public String key() {
        return keyOf(kind, capability);
    }

    /**
     * Returns the key of the setting for a kind.
     *
     * @param capability capability; the empty string if absent
     */
    public static String keyOf(String kind, String capability) {
        return PREFIX + kind + (capability.isEmpty() ? "" : "." + capability);
    }

    /** Returns whether the steps become orders for generators. */
    public boolean isOrders() {
        return target.equals(ORDERS);
    }

    /** Returns whether the endpoint is a web service. */
    public boolean isHttp() {
        return scheme().equals("http") || scheme().equals("https");
    }

    /** Returns the scheme of the target, such as {@code exec}. */
    public String scheme() {
        int colon = target.indexOf(':');
        return colon < 0 ? target : target.substring(0, colon);
    }

    /** Returns key and scheme, without the rest of the URI, which can have a password. */
    @Override
    public String toString() {
        return key() + "=" + scheme();
    }
}
