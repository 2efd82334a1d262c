package io.runfolio.settings;

import java.nio.file.Path;

/**
 * Where templates are read and orders are put.
 *
 * @param templates folder of the templates; default {@code config/templates}
 * @param orders queue folder of orders, for generators; default {@code orders}
 */
public record WorkflowSettings(Path templates, Path orders) {
    public WorkflowSettings {
        templates = templates.toAbsolutePath().normalize();
        orders = orders.toAbsolutePath().normalize();
    }

    static WorkflowSettings read(SettingValues values) {
        return new WorkflowSettings(
                values.path("runfolio.templates", "folder of the templates").orElse(Path.of("config", "templates")),
                values.path("runfolio.orders", "queue folder of orders").orElse(Path.of("orders")));
    }
}
