package io.runfolio.flow;

import io.runfolio.files.RunfolioException;
import io.runfolio.media.child.ChildCommand;
import io.runfolio.media.child.ChildResult;
import io.runfolio.media.child.ChildRunner;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;

/** Runs programs through the route {@code runfolio-child}, so that its statistics show each of them. */
public final class RoutedChildRunner implements ChildRunner {
    private final CamelContext context;
    private final ChildRunner withoutRoutes;
    private volatile ProducerTemplate template;

    /** @param withoutRoutes runs programs while the routes are not started */
    public RoutedChildRunner(CamelContext context, ChildRunner withoutRoutes) {
        this.context = context;
        this.withoutRoutes = withoutRoutes;
    }

    @Override
    public ChildResult run(ChildCommand command) {
        if (context.getRouteController().getRouteStatus(RouteNames.CHILD_ROUTE) == null
                || !context.getRouteController()
                        .getRouteStatus(RouteNames.CHILD_ROUTE)
                        .isStarted()) {
            return withoutRoutes.run(command);
        }
        try {
            return template().requestBody(RouteNames.CHILD, command, ChildResult.class);
        } catch (CamelExecutionException e) {
            if (e.getCause() instanceof RunfolioException known) {
                throw known;
            }
            throw e;
        }
    }

    private synchronized ProducerTemplate template() {
        if (template == null) {
            template = context.createProducerTemplate();
        }
        return template;
    }
}
