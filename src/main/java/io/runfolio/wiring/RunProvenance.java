package io.runfolio.wiring;

import io.runfolio.Runfolio;
import io.runfolio.files.EnvironmentException;
import io.runfolio.files.StorageException;
import io.runfolio.media.video.engine.VideoEngineSelector;
import io.runfolio.run.RunRequest;
import io.runfolio.work.OrderProvenance;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Facts of a run that this process knows: its own version, the video engine and the order. */
final class RunProvenance {
    private final VideoEngineSelector engines;
    private final OrderProvenance orders;

    RunProvenance(VideoEngineSelector engines, OrderProvenance orders) {
        this.engines = engines;
        this.orders = orders;
    }

    /** Returns the values for {@code source_metadata.runfolio} of a run. */
    Map<String, Object> of(RunRequest request) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put(
                "version",
                Optional.ofNullable(Runfolio.class.getPackage().getImplementationVersion())
                        .orElse("development"));
        values.put("engine", currentEngine());
        orders.of(request).ifPresent(order -> values.put("order", order));
        return values;
    }

    /** Returns the video engine; a search that fails for a moment does not keep a run from being sealed. */
    private String currentEngine() {
        try {
            return engine().orElse("none");
        } catch (StorageException | EnvironmentException e) {
            return "unknown";
        }
    }

    /** Returns the video engine, if one starts. */
    Optional<String> engine() {
        return engines.isAvailable() ? Optional.of(engines.describe()) : Optional.empty();
    }
}
