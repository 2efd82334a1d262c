import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/** Measures the catalog in a PostgreSQL of its own, with the settings that it comes with. */
final class WithPostgres {
    private WithPostgres() {}

    public static void main(String[] arguments) throws Exception {
        try (EmbeddedPostgres server = EmbeddedPostgres.start()) {
            String url = "jdbc:postgresql://localhost:" + server.getPort() + "/postgres";
            MeasureCatalog.main(new String[] {arguments[0], arguments[1], arguments[2], url, "postgres"});
        }
    }
}
