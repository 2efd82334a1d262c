package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host application that has a route with one of Runfolio's ids. */
class RouteIdConflictTest {
    @TempDir
    Path folder;

    @Test
    void an_application_route_with_one_of_our_ids_fails_the_installation() throws Exception {
        try (CamelContext context = new DefaultCamelContext()) {
            context.addRoutes(route("runfolio-index"));

            assertThatThrownBy(() -> Runfolio.install(context, new TestWorkspace(folder).settings()))
                    .hasMessageContaining("the id runfolio-index: rename the application's route");
        }
    }

    @Test
    void an_application_route_that_comes_after_the_installation_is_refused() throws Exception {
        try (CamelContext context = new DefaultCamelContext()) {
            Runfolio.install(context, new TestWorkspace(folder).settings());
            context.addRoutes(route("application"));

            assertThatThrownBy(() -> context.addRoutes(route("runfolio-intake")))
                    .hasMessageContaining("the id runfolio-intake: rename the application's route");
            assertThat(context.getRoutes()).isEmpty(); // nothing has started
        }
    }

    private static RoutesBuilder route(String id) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:" + id).routeId(id).to("log:application");
            }
        };
    }
}
