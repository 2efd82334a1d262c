package io.runfolio.catalog;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.index.ChangeFeed;
import io.runfolio.index.IndexFeed;
import io.runfolio.run.Finding;
import io.runfolio.settings.CatalogSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;

/** Looks over a catalog without changing it or bringing it up to date. What is wrong with it harms nobody: every catalog can be made anew. */
public final class CatalogAudit {
    private static final String WAY_OUT = "; run `runfolio catalog rebuild`";

    private final CatalogSettings settings;
    private final BundleLayout layout;

    public CatalogAudit(CatalogSettings settings, BundleLayout layout) {
        this.settings = settings;
        this.layout = layout;
    }

    /** Returns whether there is a catalog: one that was never asked has no file yet. */
    public boolean exists() {
        return !settings.isFile() || Files.exists(layout.catalog());
    }

    /** Returns where the catalog is, without secrets. */
    public String place() {
        return settings.isFile() ? layout.catalog().toString() : settings.url();
    }

    /**
     * Returns what is wrong: a database that cannot be read, runs without bundle, and bundles that it should know by what it has read. One that is only behind is as it should be.
     *
     * @param bundles all bundles, listed before
     */
    public List<Finding> check(List<Path> bundles) {
        if (!exists()) {
            return List.of();
        }
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            int version = number(statement, "SELECT max(version) FROM schema_version");
            if (version != Migrations.NEWEST) {
                return List.of(finding("catalog_version", "its tables are of version " + version));
            }
            return compare(statement, bundles);
        } catch (SQLException e) {
            return List.of(finding("catalog_unreadable", e.getMessage()));
        }
    }

    private Connection connect() throws SQLException {
        if (settings.isFile()) {
            return DriverManager.getConnection("jdbc:sqlite:file:" + layout.catalog() + "?mode=ro");
        }
        Properties login = new Properties();
        if (!settings.user().isEmpty()) {
            login.setProperty("user", settings.user());
            login.setProperty("password", settings.password());
        }
        return DriverManager.getConnection(settings.url(), login);
    }

    private List<Finding> compare(Statement statement, List<Path> bundles) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        Set<String> known = new HashSet<>();
        try (ResultSet rows = statement.executeQuery("SELECT run_id FROM runs")) {
            while (rows.next()) {
                known.add(rows.getString(1));
            }
        }
        boolean behind = isBehind(statement);
        Set<String> there = new HashSet<>();
        bundles.forEach(bundle -> there.add(bundle.getFileName().toString()));
        for (String run : known) {
            if (!there.contains(run)) {
                findings.add(finding("catalog_without_bundle", "it knows " + run + ", which has no bundle"));
            }
        }
        there.removeAll(known);
        if (!behind) {
            there.forEach(run -> findings.add(finding("bundle_not_in_catalog", "it does not know " + run)));
        }
        return findings;
    }

    private boolean isBehind(Statement statement) throws SQLException {
        FeedPosition index = position(statement, CatalogFollower.INDEX);
        FeedPosition changes = position(statement, CatalogFollower.CHANGES);
        IndexFeed.News arrived = new IndexFeed(layout).after(new IndexFeed.Place(index.bytes(), index.checksum()));
        return arrived.restarted()
                || !arrived.arrivals().isEmpty()
                || !new ChangeFeed(layout).after(changes.bytes()).runPaths().isEmpty();
    }

    private static FeedPosition position(Statement statement, String feed) throws SQLException {
        try (ResultSet rows = statement.executeQuery("SELECT bytes, checksum FROM feeds WHERE name = '" + feed + "'")) {
            return rows.next() ? new FeedPosition(rows.getLong(1), rows.getLong(2)) : FeedPosition.START;
        }
    }

    private static int number(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            return rows.next() ? rows.getInt(1) : 0;
        }
    }

    private Finding finding(String code, String what) {
        return new Finding(code, place(), "The catalog is not as it should be: " + what + WAY_OUT);
    }
}
