package io.runfolio.flow.kafka;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Formats the folder of a Kafka server, and runs it. Its class path has the server and no library of ours. */
public final class KafkaServerMain {
    private KafkaServerMain() {}

    /** @param arguments the file of properties, and the folder of the log */
    public static void main(String[] arguments) throws Exception {
        if (!Files.exists(Path.of(arguments[1], "meta.properties"))) {
            Class<?> tool = Class.forName("kafka.tools.StorageTool$");
            tool.getMethod("execute", String[].class, PrintStream.class)
                    .invoke(
                            tool.getField("MODULE$").get(null),
                            new String[] {"format", "-t", "runfolio-tests-0000000", "-c", arguments[0]},
                            System.out);
        }
        Class.forName("kafka.Kafka").getMethod("main", String[].class).invoke(null, (Object)
                new String[] {arguments[0]});
    }
}
