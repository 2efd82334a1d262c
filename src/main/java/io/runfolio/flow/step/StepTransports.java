package io.runfolio.flow.step;

import io.runfolio.settings.SettingException;
import io.runfolio.settings.StepKindSetting;
import io.runfolio.workflow.step.StepAnswerReader;
import io.runfolio.workflow.step.StepEndpoint;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.component.exec.ExecEndpoint;
import org.apache.camel.util.URISupport;

/** Resolves the endpoints of the settings; what cannot work fails the start. */
final class StepTransports {
    /** Name of the executor and binding of programs in the registry. */
    private static final String CHILD = "#runfolioChild";
    /** Name of the rules for HTTP clients in the registry. */
    private static final String HTTP_CLIENT = "#runfolioStepHttp";

    private static final Map<String, String> EXEC_OPTIONS = options("binding", CHILD, "commandExecutor", CHILD);
    /** Responses of any status are read here, and the deadline of the step is the time for them. */
    private static final Map<String, String> HTTP_OPTIONS =
            options("httpClientConfigurer", HTTP_CLIENT, "throwExceptionOnFailure", "false", "copyHeaders", "false");

    private static final Map<String, String> HTTP_DEFAULTS =
            options("connectTimeout", "30000", "connectionRequestTimeout", "30000", "soTimeout", "0");
    /** Without it, an answer that takes more than 30 seconds would fail. */
    private static final Map<String, String> SEDA_DEFAULTS = options("timeout", "0");

    private final CamelContext context;
    private final StepAnswerReader reader;
    private final StepBodies bodies;
    private final StepEndpoint orders;
    private final Clock clock;

    StepTransports(CamelContext context, StepAnswerReader reader, StepEndpoint orders, Clock clock) {
        this.context = context;
        this.reader = reader;
        this.bodies = new StepBodies(reader);
        this.orders = orders;
        this.clock = clock;
    }

    private static Map<String, String> options(String... namesAndValues) {
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            options.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return options;
    }

    StepTransport of(StepKindSetting kind) {
        return switch (kind.scheme()) {
            case StepKindSetting.ORDERS -> new OrderTransport(orders);
            case "exec" -> exec(kind);
            case "http", "https" ->
                new HttpTransport(resolve(kind, HTTP_OPTIONS, HTTP_DEFAULTS), kind.key(), bodies, clock);
            case "seda" -> new CamelTransport(resolve(kind, Map.of(), SEDA_DEFAULTS), kind.scheme(), bodies, clock);
            default -> new CamelTransport(resolve(kind, Map.of(), Map.of()), kind.scheme(), bodies, clock);
        };
    }

    private StepTransport exec(StepKindSetting kind) {
        ExecEndpoint endpoint = (ExecEndpoint) resolve(kind, EXEC_OPTIONS, Map.of());
        return new ExecTransport(endpoint, ProgramLine.of(endpoint, kind.key()), reader, clock);
    }

    /**
     * Resolves the endpoint of a kind.
     *
     * @param fixed options that a setting must not have
     * @param defaults options that count if the setting does not have them
     */
    private Endpoint resolve(StepKindSetting kind, Map<String, String> fixed, Map<String, String> defaults) {
        try {
            Map<String, Object> given = URISupport.parseQuery(URISupport.extractQuery(kind.target()), false, true);
            StringBuilder uri = new StringBuilder(kind.target());
            fixed.forEach((name, value) -> {
                if (given.containsKey(name)) {
                    throw new SettingException(
                            kind.key(), kind.key() + " must not have the option " + name + ": Runfolio sets it");
                }
                append(uri, name, value);
            });
            defaults.forEach((name, value) -> {
                if (!given.containsKey(name)) {
                    append(uri, name, value);
                }
            });
            return context.getEndpoint(uri.toString());
        } catch (SettingException e) {
            throw e;
        } catch (LinkageError e) {
            throw new SettingException(
                    kind.key(),
                    kind.key() + " needs libraries of the Camel component " + kind.scheme()
                            + " that are not there: add them to the class path");
        } catch (Exception e) {
            throw unusable(kind, e);
        }
    }

    private static void append(StringBuilder uri, String name, String value) {
        uri.append(uri.indexOf("?") < 0 ? '?' : '&').append(name).append('=').append(value);
    }

    private SettingException unusable(StepKindSetting kind, Exception e) {
        if (isComponentMissing(kind)) {
            return new SettingException(
                    kind.key(),
                    kind.key() + " names the Camel component " + kind.scheme()
                            + ", which is not there: correct the name,"
                            + " or add the JAR files of the component to the class path");
        }
        Throwable cause = e;
        while (cause.getCause() != null && cause != cause.getCause()) {
            cause = cause.getCause();
        }
        return new SettingException(
                kind.key(),
                kind.key() + " cannot be used: "
                        + reader.message(URISupport.sanitizeUri(String.valueOf(cause.getMessage())))
                        + "; correct the URI of the endpoint");
    }

    private boolean isComponentMissing(StepKindSetting kind) {
        return context.getComponent(kind.scheme(), true, false) == null;
    }
}
