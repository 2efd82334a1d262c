package io.runfolio;

import java.util.Properties;
import org.apache.camel.spi.PropertiesSource;

/** The placeholders of the routes, as a source of their own beside whatever properties the host has. */
final class FlowProperties implements PropertiesSource {
    private final Properties values;

    FlowProperties(Properties values) {
        this.values = values;
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
