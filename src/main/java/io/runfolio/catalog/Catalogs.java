package io.runfolio.catalog;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.index.CatalogLock;
import io.runfolio.run.StorageErrors;
import io.runfolio.run.StorageRoots;
import io.runfolio.settings.CatalogSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the catalog that the settings name. */
public final class Catalogs {
    private static final Logger LOG = LoggerFactory.getLogger(Catalogs.class);
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd-HHmmssSSS").withZone(ZoneOffset.UTC);
    private static final byte[] SIGNATURE = "SQLite format 3\0".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private Catalogs() {}

    /**
     * Opens the catalog and brings its tables to the form that this program knows. It may be behind the bundles, or empty: {@link CatalogFollower#catchUp()} brings it up to date. A file that is no
     * database any more is set aside, and an empty catalog takes its place.
     *
     * @throws CatalogException if the database does not answer, or was made by a newer program
     */
    public static Catalog open(CatalogSettings settings, BundleLayout layout) {
        return open(settings, layout, Clock.systemUTC());
    }

    static Catalog open(CatalogSettings settings, BundleLayout layout, Clock clock) {
        if (!settings.isFile()) {
            return open(new Postgres(settings.url(), settings.user(), settings.password()), clock);
        }
        Path file = layout.catalog();
        try {
            StorageRoots.createFolders(file.getParent());
            if (isDamaged(file)) {
                setAside(file, clock);
            }
            return open(new Sqlite(file, new CatalogLock(layout)), clock);
        } catch (CatalogException e) {
            // what opens the file and finds it broken leaves a mark
            if (!Files.exists(Sqlite.damaged(file))) {
                throw e;
            }
            setAside(file, clock);
            return open(new Sqlite(file, new CatalogLock(layout)), clock);
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The catalog " + file + " cannot be used");
        }
    }

    private static Catalog open(Dialect dialect, Clock clock) {
        try {
            return new SqlCatalog(dialect, clock);
        } catch (RuntimeException e) {
            dialect.close();
            throw e;
        }
    }

    private static boolean isDamaged(Path file) throws IOException {
        if (Files.exists(Sqlite.damaged(file))) {
            return true;
        }
        if (!Files.exists(file) || Files.size(file) == 0) {
            return false;
        }
        try (var in = Files.newInputStream(file)) {
            return !java.util.Arrays.equals(in.readNBytes(SIGNATURE.length), SIGNATURE);
        }
    }

    private static void setAside(Path file, Clock clock) {
        String name = file.getFileName().toString();
        Path aside = file.resolveSibling(name + ".broken-" + STAMP.format(clock.instant()));
        try {
            for (String ending : List.of("", "-wal", "-shm")) {
                Path part = file.resolveSibling(name + ending);
                if (Files.exists(part)) {
                    Files.move(part, aside.resolveSibling(aside.getFileName() + ending));
                }
            }
            Files.deleteIfExists(Sqlite.damaged(file));
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The damaged catalog " + file + " could not be set aside");
        }
        LOG.warn(
                "the catalog {} was damaged; it stands in {} now, and a new one is made from the bundles", file, aside);
    }
}
