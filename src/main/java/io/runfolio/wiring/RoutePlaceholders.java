package io.runfolio.wiring;

import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.PropertiesSource;

/** Properties source for the placeholders of the routes, beside those of the application. */
final class RoutePlaceholders implements PropertiesSource {
    private final Properties values;

    private RoutePlaceholders(Properties values) {
        this.values = values;
    }

    /** Adds placeholders to those of a context. */
    static void add(CamelContext context, Properties values) {
        context.getPropertiesComponent().addPropertiesSource(new RoutePlaceholders(values));
    }

    @Override
    public String getName() {
        return "runfolio";
    }

    @Override
    public String getProperty(String name) {
        return values.getProperty(name);
    }
}
