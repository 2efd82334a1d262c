package io.runfolio.artifact;

import io.runfolio.JavaProgram;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.wiring.Backends;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * Program that tests start as another process. It decides on artifacts, and prints each decision on its standard output
 * once it is made.
 */
public final class ReviewProgram {
    private ReviewProgram() {}

    /**
     * @param args outputs folder, number of rounds, then places of runs; each round tags the first artifact of each run
     *     with {@code round-<n>}
     */
    public static void main(String[] args) {
        BundleLayout layout = Backends.outputs(Path.of(args[0]));
        ReviewService reviewService =
                new ReviewService(layout, VariantGroupResolver.scanning(layout), Clock.systemUTC());
        RunViewReader views = new RunViewReader(layout);
        for (int round = 0; round < Integer.parseInt(args[1]); round++) {
            for (int i = 2; i < args.length; i++) {
                String id = views.at(args[i])
                        .orElseThrow()
                        .artifacts()
                        .get(0)
                        .record()
                        .id();
                reviewService.apply(args[i], ReviewRequest.tag(id, List.of("round-" + round), "program"));
                System.out.println(args[i]);
                System.out.flush();
            }
        }
    }

    /** Starts it with a command before it, such as a tracer; nothing for none. */
    static Process start(List<String> before, Path outputs, int rounds, List<String> runs) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(outputs.toString(), String.valueOf(rounds)));
        arguments.addAll(runs);
        List<String> command = JavaProgram.command(before, ReviewProgram.class, arguments);
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
