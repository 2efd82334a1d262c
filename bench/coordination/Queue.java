import io.runfolio.coordination.EventInbox;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.util.HashMap;
import java.util.Map;
import java.util.Scanner;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A PostgreSQL server and its queue. Reads commands from standard input and answers each with a line: {@code schema
 * NAME} with the address, {@code fill INBOX OUTPUTS EVENTS [FILE|- [KEY]]} with events a second, {@code pid} with the
 * server's first process, {@code sql QUERY} with the first value in the newest schema. It ends with its input.
 */
public final class Queue {
    private static final int THREADS = 4;

    public static void main(String[] arguments) throws Exception {
        PrintStream answers = System.out;
        System.setOut(System.err); // the server's log must not be read as an answer
        try (EmbeddedPostgres server = EmbeddedPostgres.builder().start();
                Scanner commands = new Scanner(System.in, StandardCharsets.UTF_8)) {
            String url = "jdbc:postgresql://localhost:" + server.getPort() + "/postgres";
            while (commands.hasNextLine()) {
                String[] words = commands.nextLine().split(" ");
                if (words[0].equals("schema")) {
                    try (var connection = server.getPostgresDatabase().getConnection();
                            var statement = connection.createStatement()) {
                        statement.execute("CREATE SCHEMA " + words[1]);
                    }
                    url = "jdbc:postgresql://localhost:" + server.getPort() + "/postgres?currentSchema=" + words[1];
                    answers.println(url);
                } else if (words[0].equals("sql")) {
                    answers.println(value(url, String.join(" ", words).substring(4)));
                } else if (words[0].equals("pid")) {
                    answers.println(parent(server));
                } else {
                    answers.printf("%.0f%n", fill(url, words));
                }
            }
        }
    }

    private static String value(String url, String query) throws Exception {
        try (var connection = DriverManager.getConnection(url, "postgres", "postgres");
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            return rows.next() ? rows.getString(1) : "";
        }
    }

    private static long parent(EmbeddedPostgres server) throws Exception {
        try (var connection = server.getPostgresDatabase().getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT pg_backend_pid()")) {
            rows.next();
            return ProcessHandle.of(rows.getLong(1))
                    .orElseThrow()
                    .parent()
                    .orElseThrow()
                    .pid();
        }
    }

    private static double fill(String url, String[] words) throws Exception {
        Map<String, String> settings = new HashMap<>(Map.of("runfolio.inbox", words[1], "runfolio.outputs", words[2]));
        settings.put("runfolio.coordination", "postgres");
        settings.put("runfolio.coordination.postgres.url", url);
        settings.put("runfolio.coordination.postgres.user", "postgres");
        EventInbox inbox = Backends.inbox(RunfolioSettings.from(settings));
        int events = Integer.parseInt(words[3]);
        String output = words.length > 4 && !words[4].equals("-")
                ? "{\"kind\":\"" + (words[4].endsWith(".png") ? "image" : "video") + "\",\"source_path\":\"" + words[4]
                        + "\",\"role\":\"output\"}"
                : "";
        String key = words.length > 5 ? words[5] : "bench";
        long begin = System.nanoTime();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        for (int i = 1; i <= events; i++) {
            String event = "{\"status\":\"succeeded\",\"model_key\":\"bench\",\"slug\":\"run " + i
                    + "\",\"idempotency_key\":\"" + key + "-" + i
                    + "\",\"prompts\":{\"raw\":\"a picture to measure\"},\"outputs\":[" + output + "]}";
            String name = i + ".json";
            threads.execute(() -> inbox.submit(event.getBytes(StandardCharsets.UTF_8), name));
        }
        threads.shutdown();
        if (!threads.awaitTermination(1, TimeUnit.HOURS)) {
            throw new IllegalStateException("the queue could not be filled in an hour");
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        Backends.disconnect();
        return events / seconds;
    }
}
