package io.runfolio.coordination.postgres;

import io.runfolio.coordination.AliveMarks;
import java.util.List;

/** Alive marks as heartbeats. */
final class PostgresAliveMarks implements AliveMarks {
    static final String KIND = "mark";

    private final Heartbeats heartbeats;

    PostgresAliveMarks(Heartbeats heartbeats) {
        this.heartbeats = heartbeats;
    }

    @Override
    public Mark register(String name) {
        return heartbeats.register(KIND, name);
    }

    @Override
    public boolean isAlive(String name) {
        return heartbeats.isAlive(KIND, name);
    }

    @Override
    public List<String> orphans() {
        return heartbeats.dead(KIND);
    }

    @Override
    public void removeOrphans() {
        heartbeats.removeDead(KIND);
    }
}
