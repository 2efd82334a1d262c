package io.runfolio.wiring;

import io.runfolio.files.RunfolioException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.model.Model;
import org.apache.camel.model.ModelLifecycleStrategy;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.spi.ResourceLoader;
import org.apache.camel.support.PluginHelper;

/**
 * Loader of Runfolio's routes that refuses any other route with one of their ids.
 *
 * <p>Camel replaces the first of two routes with the same id without a message.
 */
public final class RouteIdGuard implements ModelLifecycleStrategy {
    private final CamelContext context;
    private final Set<String> foreign = new HashSet<>();
    private final Map<String, RouteDefinition> ours = new HashMap<>();
    private boolean isLoading;

    private RouteIdGuard(CamelContext context) {
        this.context = context;
        model().getRouteDefinitions().forEach(route -> foreign.add(route.getRouteId()));
        model().addModelLifecycleStrategy(this);
    }

    /** Adds a guard to a context; from now on it sees every route that is added. */
    public static RouteIdGuard install(CamelContext context) {
        return new RouteIdGuard(context);
    }

    /**
     * Loads route files and reserves the ids of their routes.
     *
     * @param files names without folder and extension, such as {@code 1-intake}
     * @throws RouteIdConflictException if the context has a route with one of these ids
     */
    synchronized void load(List<String> files) throws Exception {
        ResourceLoader loader = PluginHelper.getResourceLoader(context);
        List<Resource> routes = files.stream()
                .map(file -> loader.resolveResource("classpath:routes/" + file + ".camel.yaml"))
                .toList();
        isLoading = true;
        try {
            PluginHelper.getRoutesLoader(context).loadRoutes(routes);
        } finally {
            isLoading = false;
        }
    }

    /**
     * Adds routes and reserves their ids.
     *
     * @throws RouteIdConflictException if the context has a route with one of these ids
     */
    synchronized void add(RoutesBuilder routes) throws Exception {
        isLoading = true;
        try {
            context.addRoutes(routes);
        } finally {
            isLoading = false;
        }
    }

    @Override
    public synchronized void onAddRouteDefinition(RouteDefinition route) {
        String id = route.getRouteId();
        if (id == null) {
            return;
        }
        if (isLoading) {
            ours.put(id, route);
        } else {
            refuseOther(route);
            foreign.add(id);
        }
    }

    /** Refuses a route with a reserved id; an advised route is added again as the same object. */
    private void refuseOther(RouteDefinition route) {
        RouteDefinition known = ours.get(route.getRouteId());
        if (known != null && known != route) {
            throw new RouteIdConflictException(route.getRouteId());
        }
    }

    /** Detects a replaced route, as Camel removes the first of two routes with the same id. */
    @Override
    public synchronized void onRemoveRouteDefinition(RouteDefinition route) {
        if (route == null) {
            return;
        }
        if (isLoading && foreign.contains(route.getRouteId())) {
            throw new RouteIdConflictException(route.getRouteId());
        }
        foreign.remove(route.getRouteId());
    }

    @Override
    public void onAddRouteTemplateDefinition(RouteTemplateDefinition template) {
        // templates have no route ids
    }

    @Override
    public void onRemoveRouteTemplateDefinition(RouteTemplateDefinition template) {
        // templates have no route ids
    }

    private Model model() {
        return context.getCamelContextExtension().getContextPlugin(Model.class);
    }

    /** Thrown when two routes of a CamelContext have the same id. */
    public static final class RouteIdConflictException extends RunfolioException {
        private static final long serialVersionUID = 1L;

        RouteIdConflictException(String id) {
            super("Two routes of the CamelContext have the id " + id
                    + ": rename the application's route, and install Runfolio once per CamelContext.");
        }
    }
}
