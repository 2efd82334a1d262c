import io.runfolio.Runfolio;
import io.runfolio.run.AssetKind;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunRequest;
import io.runfolio.settings.RunfolioSettings;
import java.nio.file.Path;

/** Bundles one run by plain calls, with none of Camel's classes on the class path. */
public class CoreConsumer {
    public static void main(String[] args) {
        Path root = Path.of(args[0]).toAbsolutePath().normalize();
        try (Runfolio runfolio =
                Runfolio.open(RunfolioSettings.of(root.resolve("inbox"), root.resolve("outputs"), root))) {
            RunArtifact run = runfolio.createRunArtifact(RunRequest.builder("succeeded", "core")
                    .output(AssetKind.IMAGE, "picture.png")
                    .build());
            System.out.println("bundled " + run.outputs().get(0).webPath());
        }
    }
}
