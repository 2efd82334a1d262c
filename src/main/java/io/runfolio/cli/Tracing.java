package io.runfolio.cli;

import io.runfolio.Runfolio;
import io.runfolio.flow.trace.RouteIds;
import io.runfolio.flow.trace.Traces;
import io.runfolio.settings.TraceSettings;
import java.util.Optional;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;

/** Switches traces on. It is loaded for that only, so that a start without them does not wait for their classes. */
final class Tracing {
    private Tracing() {}

    /** Puts a tracer where Camel's own looks for one; before Camel is configured. */
    static void on(Main main, TraceSettings settings) {
        Optional<Traces> traces =
                Optional.of(settings).filter(TraceSettings::exported).map(sent -> Traces.start(sent, version()));
        traces.ifPresent(made -> {
            main.bind("runfolioTracer", made.tracer());
            main.bind("runfolioPropagators", Traces.propagators());
        });
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void afterConfigure(BaseMainSupport configured) {
                configured.getCamelContext().addRoutePolicyFactory(new RouteIds());
            }

            @Override
            public void afterStop(BaseMainSupport stopped) {
                traces.ifPresent(Traces::close);
            }
        });
    }

    private static String version() {
        return Optional.ofNullable(Runfolio.class.getPackage().getImplementationVersion())
                .orElse("development");
    }
}
