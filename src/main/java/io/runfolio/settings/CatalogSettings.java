package io.runfolio.settings;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The database that artifacts are looked up in.
 *
 * @param enabled whether a worker keeps it up to date as runs end; default false, as whoever looks something up brings it up to date first
 * @param url {@code jdbc:postgresql://…}; default empty: SQLite in a file below the outputs folder
 * @param user PostgreSQL's user; default empty
 * @param password the user's password; default empty. It is in no message and in no log
 */
public record CatalogSettings(boolean enabled, String url, String user, String password) {
    private static final String URL = "runfolio.catalog.url";
    private static final Pattern POSTGRESQL = Pattern.compile("jdbc:postgresql:\\S+");

    static CatalogSettings read(SettingValues values) {
        return new CatalogSettings(
                values.flag("runfolio.catalog.enabled", false, "whether a worker keeps the catalog up to date"),
                url(values.secret(URL)),
                values.secret("runfolio.catalog.user"),
                values.secret("runfolio.catalog.password"));
    }

    /** Returns the defaults: a file below the outputs folder. */
    public static CatalogSettings file() {
        return new CatalogSettings(false, "", "", "");
    }

    /** A URL may carry a password by mistake, so a wrong one is not repeated. */
    private static String url(String url) {
        if (url.isEmpty()) {
            return url;
        }
        if (!POSTGRESQL.matcher(url).matches()) {
            throw new SettingException(URL, "…", "empty, or jdbc:postgresql://host/database", "the catalog's database");
        }
        if (url.toLowerCase(Locale.ROOT).contains("password=")) {
            throw new SettingException(
                    URL, "…", "an address without password", "the password belongs to runfolio.catalog.password");
        }
        return url;
    }

    /** Returns whether the catalog is a file below the outputs folder. */
    public boolean isFile() {
        return url.isEmpty();
    }

    /** Returns whether a worker is to keep the catalog up to date: it was told to, or others look into the same database. */
    public boolean isFollowed() {
        return enabled || !isFile();
    }

    @Override
    public String toString() {
        return "CatalogSettings[enabled=" + enabled + ", url=" + url + ", user=" + user + ", password="
                + (password.isEmpty() ? "none" : "set") + "]";
    }
}
