package io.runfolio.artifact;

import io.runfolio.bundle.BundleLayout;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** What tests start as another process: it decides on artifacts, and says each decision on its standard output once it is made. */
public final class ReviewProgram {
    private ReviewProgram() {}

    /**
     * @param args outputs folder, number of rounds, then places of runs; each round tags the first artifact of each run with {@code round-<n>}
     */
    public static void main(String[] args) {
        BundleLayout layout = new BundleLayout(Path.of(args[0]));
        Reviews reviews = new Reviews(layout, VariantGroups.scanning(layout), Clock.systemUTC());
        RunViews views = new RunViews(layout);
        for (int round = 0; round < Integer.parseInt(args[1]); round++) {
            for (int i = 2; i < args.length; i++) {
                String id = views.at(args[i])
                        .orElseThrow()
                        .artifacts()
                        .get(0)
                        .record()
                        .id();
                reviews.apply(args[i], ReviewRequest.tag(id, List.of("round-" + round), "program"));
                System.out.println(args[i]);
                System.out.flush();
            }
        }
    }

    /** Starts it with a command before it, such as a tracer; nothing for none. */
    static Process start(List<String> before, Path outputs, int rounds, List<String> runs) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path").replace("\n", File.pathSeparator),
                ReviewProgram.class.getName(),
                outputs.toString(),
                String.valueOf(rounds)));
        command.addAll(runs);
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
