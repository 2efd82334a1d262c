package io.runfolio.catalog.sync;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.catalog.FeedPosition;
import io.runfolio.catalog.sql.CatalogSchema;
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

/** Compares the catalog with the bundles, without changing or updating it. */
public final class CatalogAudit {
    private static final String WAY_OUT = "; run `runfolio catalog rebuild`";

    private final CatalogSettings settings;
    private final BundleLayout layout;

    public CatalogAudit(CatalogSettings settings, BundleLayout layout) {
        this.settings = settings;
        this.layout = layout;
    }

    /** Returns whether the catalog exists; a SQLite file is created at first use. */
    public boolean exists() {
        return !settings.isFile() || Files.exists(layout.catalog());
    }

    /** Returns the catalog's file or URL, without secrets. */
    public String location() {
        return settings.isFile() ? layout.catalog().toString() : settings.url();
    }

    /**
     * Returns the problems of the catalog. These are an unreadable database, runs without bundle, and bundles that are
     * missing although their index lines were read. A catalog that is only behind has none.
     *
     * @param bundles all bundles
     */
    public List<Finding> check(List<Path> bundles) {
        if (!exists()) {
            return List.of();
        }
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            int version = number(statement, "SELECT max(version) FROM schema_version");
            if (version != CatalogSchema.VERSION) {
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
        IndexFeed.Batch arrived = new IndexFeed(layout).after(new IndexFeed.Position(index.bytes(), index.checksum()));
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
        return new Finding(code, location(), "The catalog is not as it should be: " + what + WAY_OUT);
    }
}
