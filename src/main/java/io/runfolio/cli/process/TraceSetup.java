package io.runfolio.cli.process;

import io.runfolio.Runfolio;
import io.runfolio.settings.TraceSettings;
import io.runfolio.trace.OtlpTracing;
import io.runfolio.trace.RouteIdPolicyFactory;
import java.util.Optional;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;

/** Enables traces. A separate class, so that starts without traces do not load their classes. */
public final class TraceSetup {
    private TraceSetup() {}

    /** Puts a tracer where Camel's own looks for one; before Camel is configured. */
    public static void install(Main main, TraceSettings settings) {
        Optional<OtlpTracing> traces =
                Optional.of(settings).filter(TraceSettings::exported).map(sent -> OtlpTracing.start(sent, version()));
        traces.ifPresent(made -> {
            main.bind("runfolioTracer", made.tracer());
            main.bind("runfolioPropagators", OtlpTracing.propagators());
        });
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void afterConfigure(BaseMainSupport configured) {
                configured.getCamelContext().addRoutePolicyFactory(new RouteIdPolicyFactory());
            }

            @Override
            public void afterStop(BaseMainSupport stopped) {
                traces.ifPresent(OtlpTracing::close);
            }
        });
    }

    private static String version() {
        return Optional.ofNullable(Runfolio.class.getPackage().getImplementationVersion())
                .orElse("development");
    }
}
