package io.runfolio.settings.coordination;

import io.runfolio.settings.SettingException;
import io.runfolio.settings.SettingReader;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Coordination of the workers that share one outputs folder.
 *
 * @param kind what coordinates them; default the folders themselves
 * @param url {@code jdbc:postgresql://…} of the database that coordinates; empty with folders
 * @param user PostgreSQL's user; default empty
 * @param password the user's password; default empty. Never part of a message or a log line
 * @param lease time without a heartbeat after which a worker's claims go to others; default 15 s
 */
public record CoordinationSettings(Kind kind, String url, String user, String password, Duration lease) {
    /** Key of the kind. */
    public static final String KEY = "runfolio.coordination";

    private static final String URL = "runfolio.coordination.postgres.url";
    private static final String LEASE = "runfolio.coordination.postgres.lease";
    private static final Pattern POSTGRESQL = Pattern.compile("jdbc:postgresql:\\S+");
    private static final Duration MIN_LEASE = Duration.ofSeconds(1);

    /** Kinds of coordination. */
    public enum Kind {
        /** Files and locks in the queue folder and in the outputs folder. */
        FOLDER,
        /** Tables and locks of a PostgreSQL database. */
        POSTGRES
    }

    /** Reads the settings. */
    public static CoordinationSettings read(SettingReader values) {
        Kind kind = values.enumValue(KEY, Kind.FOLDER, Kind.class, "what coordinates the workers");
        String url = values.secret(URL);
        String user = values.secret("runfolio.coordination.postgres.user");
        String password = values.secret("runfolio.coordination.postgres.password");
        Duration lease = values.duration(
                LEASE, Duration.ofSeconds(15), "time without a heartbeat after which claims go to other workers");
        if (kind == Kind.POSTGRES) {
            check(url, lease);
        }
        return new CoordinationSettings(kind, url, user, password, lease);
    }

    /** Validates the values; messages do not repeat the URL, as it may contain a password by mistake. */
    private static void check(String url, Duration lease) {
        if (!POSTGRESQL.matcher(url).matches()) {
            throw new SettingException(URL, "…", "jdbc:postgresql://host/database", "the database that coordinates");
        }
        if (url.toLowerCase(Locale.ROOT).contains("password=")) {
            throw new SettingException(
                    URL,
                    "…",
                    "an address without password",
                    "set the password with runfolio.coordination.postgres.password");
        }
        if (lease.compareTo(MIN_LEASE) < 0) {
            throw new SettingException(LEASE, lease.toString(), "1s or more", "heartbeats are sent in a third of it");
        }
    }

    /** Returns whether folders coordinate, which needs no server. */
    public boolean isFolder() {
        return kind == Kind.FOLDER;
    }

    @Override
    public String toString() {
        return "CoordinationSettings[kind=" + kind + ", url=" + url + ", user=" + user + ", password="
                + (password.isEmpty() ? "none" : "set") + ", lease=" + lease + "]";
    }
}
