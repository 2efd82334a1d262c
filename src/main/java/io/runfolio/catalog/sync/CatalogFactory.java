package io.runfolio.catalog.sync;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.catalog.Catalog;
import io.runfolio.catalog.CatalogException;
import io.runfolio.catalog.sql.PostgresDialect;
import io.runfolio.catalog.sql.SqlCatalog;
import io.runfolio.catalog.sql.SqlDialect;
import io.runfolio.catalog.sql.SqliteDialect;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageRoots;
import io.runfolio.index.CatalogLock;
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

/** Opens the catalog given by the settings. */
public final class CatalogFactory {
    private static final Logger LOG = LoggerFactory.getLogger(CatalogFactory.class);
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd-HHmmssSSS").withZone(ZoneOffset.UTC);
    private static final byte[] SIGNATURE = "SQLite format 3\0".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private CatalogFactory() {}

    /**
     * Opens the catalog and creates its tables if needed. It may be empty or behind: {@link CatalogFollower#catchUp()}
     * updates it. A damaged SQLite file is moved aside and replaced by an empty catalog.
     *
     * @throws CatalogException if the database does not answer, or was made by a newer program
     */
    public static Catalog open(CatalogSettings settings, BundleLayout layout) {
        return open(settings, layout, Clock.systemUTC());
    }

    public static Catalog open(CatalogSettings settings, BundleLayout layout, Clock clock) {
        if (!settings.isFile()) {
            return open(new PostgresDialect(settings.url(), settings.user(), settings.password()), clock);
        }
        Path file = layout.catalog();
        try {
            StorageRoots.createFolders(file.getParent());
            if (isDamaged(file)) {
                setAside(file, clock);
            }
            return open(new SqliteDialect(file, new CatalogLock(layout)), clock);
        } catch (CatalogException e) {
            // what opens the file and finds it broken leaves a mark
            if (!Files.exists(SqliteDialect.damaged(file))) {
                throw e;
            }
            setAside(file, clock);
            return open(new SqliteDialect(file, new CatalogLock(layout)), clock);
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The catalog " + file + " cannot be used");
        }
    }

    private static Catalog open(SqlDialect sqlDialect, Clock clock) {
        try {
            return new SqlCatalog(sqlDialect, clock);
        } catch (RuntimeException e) {
            sqlDialect.close();
            throw e;
        }
    }

    private static boolean isDamaged(Path file) throws IOException {
        if (Files.exists(SqliteDialect.damaged(file))) {
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
                    DurableFiles.moveWithoutReplacing(part, aside.resolveSibling(aside.getFileName() + ending));
                }
            }
            Files.deleteIfExists(SqliteDialect.damaged(file));
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The damaged catalog " + file + " could not be set aside");
        }
        LOG.warn("the catalog {} was damaged; it was moved to {}, and a new one is made from the bundles", file, aside);
    }
}
