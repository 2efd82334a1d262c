package io.runfolio.http;

import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;

/**
 * Creates API routes from route templates, with the ids and descriptions of their parameters.
 *
 * <p>Camel resolves placeholders in steps only: it would leave them in the description and in the id of the input, and
 * prefix the ids of steps with a generated name.
 */
public final class ApiRouteConverter implements RouteTemplateDefinition.Converter {
    private static final String TEMPLATES = "runfolio-*";

    /** Registers the converter; the templates must not be loaded yet. */
    public static void register(CamelContext context) {
        context.getCamelContextExtension()
                .getContextPlugin(Model.class)
                .addRouteTemplateDefinitionConverter(TEMPLATES, new ApiRouteConverter());
    }

    @Override
    public RouteDefinition apply(RouteTemplateDefinition template, Map<String, Object> parameters) throws Exception {
        RouteDefinition route = DEFAULT_CONVERTER.apply(template, parameters);
        route.setDescription(String.valueOf(parameters.get("description")));
        route.getInput().setId(parameters.get("node") + "-call");
        route.setNodePrefixId("");
        return route;
    }
}
