import io.runfolio.Runfolio;
import io.runfolio.run.AssetState;
import io.runfolio.run.DerivativeSettings;
import io.runfolio.settings.RunfolioSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Makes web and poster of a clip, so many times over; the caller measures the process with its children. */
final class MeasureRunfolio {
    public static void main(String[] arguments) throws Exception {
        Path clip = Path.of(arguments[0]);
        Path out = Files.createDirectories(Path.of(arguments[1]));
        Map<String, String> values = new HashMap<>(Map.of(
                "runfolio.inbox", out.resolve("inbox").toString(),
                "runfolio.outputs", out.resolve("outputs").toString(),
                "runfolio.video.engine", arguments[3]));
        for (int more = 4; more < arguments.length; more++) { // further settings: key=value
            values.put(arguments[more].split("=")[0], arguments[more].split("=")[1]);
        }
        try (Runfolio runfolio = Runfolio.open(RunfolioSettings.from(values))) {
            for (int round = 0; round < Integer.parseInt(arguments[2]); round++) {
                Files.deleteIfExists(out.resolve("web.mp4"));
                Files.deleteIfExists(out.resolve("poster.jpg"));
                var result = runfolio.generateVideoDerivatives(
                        clip, out.resolve("web"), out.resolve("poster"), DerivativeSettings.defaults());
                if (result.state() != AssetState.READY) {
                    throw new IllegalStateException(result.toString());
                }
            }
        }
    }
}
