package io.runfolio.coordination.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.runfolio.TestWorkspace;
import io.runfolio.wiring.Backends;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Workers whose ffmpeg programs record the chunks that they encode, and stop where a test wants it. */
final class ClipFleet implements AutoCloseable {
    static final int CHUNKS = 4;
    static final int FRAMES = 120;
    /** Frames that all cost alike, so that short chunks do not cost more. */
    private static final String SCENE = "-f lavfi -i testsrc2=size=160x96:rate=30:duration=4 -vf noise=alls=50:allf=t"
            + " -c:v libx264 -preset ultrafast -g 30 -pix_fmt yuv420p";

    final TestWorkspace workspace;
    final WorkerProcesses workers;
    final Path clip;
    private final Path folder;

    ClipFleet(Path folder, String url) throws IOException {
        this.folder = folder;
        workspace = new TestWorkspace(Files.createDirectories(folder.resolve("fleet")));
        workers = new WorkerProcesses(workspace, url);
        clip = workspace.media.resolve("clip.mp4");
        ffmpeg(SCENE.split(" "), clip.toString());
        for (String pipe : List.of("meet", "wake")) {
            run("mkfifo", folder.resolve(pipe).toString());
        }
    }

    void submit(String event) {
        Backends.inbox(workers.settings())
                .submit(
                        TestWorkspace.event(event, "succeeded", "clip.mp4").getBytes(StandardCharsets.UTF_8),
                        event + ".json");
    }

    /**
     * Starts a worker.
     *
     * @param name its name in this class
     * @param chunk what its ffmpeg does before it encodes a chunk, in the language of the shell: {@code $n} is the
     *     number of the chunk, and files of the test are in {@code $f}
     */
    Process start(String name, String chunk) throws IOException {
        return start(name, chunk, "");
    }

    /**
     * Starts a worker.
     *
     * @param first what its ffmpeg does before anything else
     * @param more further settings, each as {@code key=value}
     */
    Process start(String name, String chunk, String first, String... more) throws IOException {
        Path bin = Files.createDirectories(folder.resolve("bin-" + name));
        script(
                bin.resolve("ffmpeg"),
                "f='" + folder + "'\n" + first + "\ncase \"$*\" in *[[]frames[]]*) ;; *-copyts*libx264*)"
                        + " echo >> \"$f/encodes-" + name + "\"; n=$(wc -l < \"$f/encodes-" + name + "\")\n" + chunk
                        + "\n;; esac\nexec " + find("ffmpeg") + " \"$@\"");
        script(bin.resolve("ffprobe"), "exec " + find("ffprobe") + " \"$@\"");
        List<String> settings = new ArrayList<>(List.of(
                "runfolio.video.program=" + bin.resolve("ffmpeg"),
                "runfolio.video.web-policy=always",
                "runfolio.video.chunk-length=1s",
                "runfolio.video.storyboard=false"));
        settings.addAll(List.of(more));
        return workers.start(settings.toArray(String[]::new));
    }

    private static void script(Path file, String body) throws IOException {
        if (Files.exists(file)) {
            return; // another worker may be running it
        }
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Returns the number of chunks whose encoding a worker has begun. */
    int begun(String worker) throws IOException {
        Path file = folder.resolve("encodes-" + worker);
        return Files.exists(file) ? Files.readAllLines(file).size() : 0;
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    /** Opens a pipe for writing and closes it, which lets its reader go on; waits for that reader. */
    void release(String pipe) throws IOException {
        Files.writeString(folder.resolve(pipe), "");
    }

    /** Kills a worker and the program that it has started. */
    static void kill(Process worker) throws InterruptedException {
        List<ProcessHandle> children = worker.descendants().toList();
        worker.destroyForcibly().waitFor();
        children.forEach(ProcessHandle::destroyForcibly);
    }

    /** Returns the web file of an event's bundle. */
    Path web(String event) throws IOException {
        var output = TestWorkspace.json(workspace.bundleOf(event).resolve("run.json"))
                .get("outputs")
                .get(0);
        assertThat(output.at("/metadata/runfolio/transcode").toString()).isEqualTo("{\"chunks\":" + CHUNKS + "}");
        return workspace
                .bundleOf(event)
                .resolve(output.at("/derivatives/0/relative_path").asText());
    }

    /** Encodes the clip in one piece, without the product. */
    Path onePiece() throws IOException {
        Path file = folder.resolve("one.mp4");
        ffmpeg("-c:v libx264 -preset medium -crf 23 -an".split(" "), clip, file);
        return file;
    }

    /** Returns the times of all packets in the order of presentation. */
    static List<String> times(Path file) throws IOException {
        String listed = run(
                find("ffprobe"),
                "-v",
                "error",
                "-select_streams",
                "v",
                "-show_entries",
                "packet=pts_time",
                "-of",
                "csv=p=0",
                file.toString());
        return listed.lines().map(line -> line.replace(",", "")).sorted().toList();
    }

    /** Returns the mean SSIM of all frames of a file against the clip, by ffmpeg. */
    double similarity(Path file) throws IOException {
        Path stats = folder.resolve("ssim.txt");
        ffmpeg(
                new String[] {"-i", file.toString(), "-i", clip.toString(), "-lavfi", "ssim=stats_file=" + stats, "-f"},
                "null",
                "-");
        List<String> lines = Files.readAllLines(stats);
        assertThat(lines).hasSize(FRAMES);
        return lines.stream()
                .mapToDouble(line -> Double.parseDouble(line.replaceFirst(".*All:([0-9.]+).*", "$1")))
                .average()
                .orElseThrow();
    }

    private static void ffmpeg(String[] options, Path input, Path output) throws IOException {
        List<String> words = new ArrayList<>(List.of("-i", input.toString()));
        words.addAll(List.of(options));
        ffmpeg(words.toArray(String[]::new), output.toString());
    }

    private static void ffmpeg(String[] options, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(find("ffmpeg"), "-nostdin", "-y", "-v", "error"));
        command.addAll(List.of(options));
        command.addAll(List.of(more));
        run(command.toArray(String[]::new));
    }

    private static String run(String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.onExit().join().exitValue())
                .as(String.join(" ", command))
                .isZero();
        return output;
    }

    static String find(String program) {
        Optional<Path> found = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(place -> Path.of(place, program))
                .filter(Files::isExecutable)
                .findFirst();
        assumeTrue(found.isPresent(), program + " is on the path");
        return found.orElseThrow().toString();
    }

    @Override
    public void close() {
        workers.close();
    }
}
