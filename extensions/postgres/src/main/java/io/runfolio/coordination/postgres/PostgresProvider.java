package io.runfolio.coordination.postgres;

import io.runfolio.coordination.CoordinationBackend;
import io.runfolio.coordination.CoordinationProvider;
import io.runfolio.settings.coordination.CoordinationSettings;

/** Provides the coordination by PostgreSQL. */
public final class PostgresProvider implements CoordinationProvider {
    @Override
    public CoordinationSettings.Kind kind() {
        return CoordinationSettings.Kind.POSTGRES;
    }

    @Override
    public CoordinationBackend connect(CoordinationSettings settings) {
        return new PostgresBackend(settings);
    }
}
