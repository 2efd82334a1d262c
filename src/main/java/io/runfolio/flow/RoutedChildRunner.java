package io.runfolio.flow;

import io.runfolio.media.child.ChildCommand;
import io.runfolio.media.child.ChildResult;
import io.runfolio.media.child.ChildRunner;
import io.runfolio.run.RunfolioException;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;

/** Runs programs through the route {@code runfolio-child}, so that operators see each of them in the route's figures. */
public final class RoutedChildRunner implements ChildRunner {
    private final CamelContext context;
    private final ChildRunner withoutRoutes;
    private volatile ProducerTemplate template;

    /**
     * @param withoutRoutes what runs programs while the routes are not up, as checks before the start need
     */
    public RoutedChildRunner(CamelContext context, ChildRunner withoutRoutes) {
        this.context = context;
        this.withoutRoutes = withoutRoutes;
    }

    @Override
    public ChildResult run(ChildCommand command) {
        if (context.getRouteController().getRouteStatus(Names.CHILD_ROUTE) == null
                || !context.getRouteController()
                        .getRouteStatus(Names.CHILD_ROUTE)
                        .isStarted()) {
            return withoutRoutes.run(command);
        }
        try {
            return template().requestBody(Names.CHILD, command, ChildResult.class);
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
