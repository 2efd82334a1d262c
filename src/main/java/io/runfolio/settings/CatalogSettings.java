package io.runfolio.settings;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Database for the search of artifacts.
 *
 * @param enabled whether a worker updates it when a run ends; default false, as each reader updates it first
 * @param url {@code jdbc:postgresql://…}; default empty: SQLite in a file below the outputs folder
 * @param user PostgreSQL's user; default empty
 * @param password the user's password; default empty. Never part of a message or a log line
 */
public record CatalogSettings(boolean enabled, String url, String user, String password) {
    private static final String URL = "runfolio.catalog.url";
    private static final Pattern POSTGRESQL = Pattern.compile("jdbc:postgresql:\\S+");

    static CatalogSettings read(SettingReader values) {
        return new CatalogSettings(
                values.flag("runfolio.catalog.enabled", false, "whether a worker keeps the catalog up to date"),
                url(values.secret(URL)),
                values.secret("runfolio.catalog.user"),
                values.secret("runfolio.catalog.password"));
    }

    /** Returns the defaults: a file below the outputs folder. */
    public static CatalogSettings defaults() {
        return new CatalogSettings(false, "", "", "");
    }

    /** Validates the URL; messages do not repeat it, as it may contain a password by mistake. */
    private static String url(String url) {
        if (url.isEmpty()) {
            return url;
        }
        if (!POSTGRESQL.matcher(url).matches()) {
            throw new SettingException(URL, "…", "empty, or jdbc:postgresql://host/database", "the catalog's database");
        }
        if (url.toLowerCase(Locale.ROOT).contains("password=")) {
            throw new SettingException(
                    URL, "…", "an address without password", "set the password with runfolio.catalog.password");
        }
        return url;
    }

    /** Returns whether the catalog is a file below the outputs folder. */
    public boolean isFile() {
        return url.isEmpty();
    }

    /** Returns whether a worker updates the catalog, by the setting or as others read the database. */
    public boolean isUpdatedByWorker() {
        return enabled || !isFile();
    }

    @Override
    public String toString() {
        return "CatalogSettings[enabled=" + enabled + ", url=" + url + ", user=" + user + ", password="
                + (password.isEmpty() ? "none" : "set") + "]";
    }
}
