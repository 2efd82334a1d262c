import java.nio.file.Path;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.apache.camel.model.dataformat.JsonLibrary;

/**
 * The least that a worker of the same libraries can be: JSON files from a folder, through a queue in memory, by a single consumer to the end of a file; watched by MBeans. Nothing of Runfolio is in it, and nothing that makes events
 * last.
 */
final class BareWorker {
    private BareWorker() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]).toAbsolutePath();
        Main main = new Main();
        main.configure().addRoutesBuilder(new RouteBuilder() {
            @Override
            public void configure() {
                from("file:" + folder.resolve("inbox") + "?initialDelay=0")
                        .unmarshal()
                        .json(JsonLibrary.Jackson)
                        .to("seda:lines");
                from("seda:lines")
                        .marshal()
                        .json(JsonLibrary.Jackson)
                        .to("file:" + folder.resolve("outputs") + "?fileName=index.jsonl&fileExist=Append&appendChars=\\n");
            }
        });
        main.run();
    }
}
