package io.runfolio.media.video.embedded;

import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_INFO;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_WARNING;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_max_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_version_info;
import static org.bytedeco.ffmpeg.global.avutil.avutil_configuration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacv.FrameFilter;
import org.bytedeco.javacv.FrameGrabber;
import org.bytedeco.javacv.FrameRecorder;

/**
 * Entry point of the child JVM. The first argument is the task, the others have the form {@code key=value}.
 *
 * <p>Tasks: {@code version}, {@code programs} (unpacks the bundled ffmpeg program and prints its path), {@code probe},
 * {@code packets}, {@code transcode}, {@code still}, {@code sound}. Results go to standard output as JSON, messages to
 * standard error. The exit code is 0 or 1.
 */
public final class EmbeddedEngineMain {
    /** Matches the return code in a message of javacv. */
    private static final Pattern CODE = Pattern.compile("error (-\\d{1,10})");

    private EmbeddedEngineMain() {}

    public static void main(String[] arguments) {
        try {
            System.out.println(answer(arguments[0], TaskArguments.of(arguments)));
            System.out.flush();
        } catch (Native.NativeException e) {
            fail(e.getMessage());
        } catch (FrameGrabber.Exception | FrameFilter.Exception | FrameRecorder.Exception e) {
            fail("Error in javacv: " + e.getMessage() + words(e));
        } catch (LinkageError | IOException | UncheckedIOException e) {
            fail("Fault: " + e + (e.getCause() == null ? "" : " (" + e.getCause() + ")"));
        } catch (RuntimeException e) {
            fail("Error: " + e);
        }
        Runtime.getRuntime().halt(0); // does not wait for the threads of the libraries
    }

    private static void fail(String message) {
        Native.say(message);
        Runtime.getRuntime().halt(1);
    }

    /** Returns FFmpeg's own words for the return code that javacv names. */
    private static String words(IOException failure) {
        Matcher code = CODE.matcher(String.valueOf(failure.getMessage()));
        return code.find() ? " (" + Native.words(Integer.parseInt(code.group(1))) + ")" : "";
    }

    private static String answer(String name, TaskArguments task) throws IOException {
        return switch (name) {
            case "version" -> version();
            case "programs" -> programs();
            case "probe" -> probe(task);
            case "packets" -> packets(task);
            case "transcode" -> transcode(task);
            case "still" -> still(task);
            case "sound" -> sound(task);
            default -> throw new IllegalArgumentException("unknown task: " + name);
        };
    }

    private static String version() {
        return new JsonWriter()
                .open()
                .put("version", av_version_info().getString())
                .put("configuration", avutil_configuration().getString())
                .close()
                .toString();
    }

    private static String programs() {
        return new JsonWriter()
                .open()
                .put("ffmpeg", Loader.load(org.bytedeco.ffmpeg.ffmpeg.class))
                .put("ffprobe", Loader.load(org.bytedeco.ffmpeg.ffprobe.class))
                .close()
                .toString();
    }

    private static String probe(TaskArguments task) {
        av_log_set_level(AV_LOG_WARNING);
        av_max_alloc(task.longValue("maxBlock"));
        try (Source source = new Source(task)) {
            return new ProbeTask(source).report();
        }
    }

    private static String packets(TaskArguments task) {
        av_log_set_level(AV_LOG_WARNING);
        av_max_alloc(task.longValue("maxBlock"));
        try (Source source = new Source(task)) {
            return new PacketLister(source).list();
        }
    }

    private static String transcode(TaskArguments task) throws IOException {
        av_log_set_level(AV_LOG_INFO);
        av_max_alloc(task.longValue("maxBlock"));
        new TranscodeTask(task).run();
        return "{}";
    }

    private static String sound(TaskArguments task) throws IOException {
        av_log_set_level(AV_LOG_INFO);
        av_max_alloc(task.longValue("maxBlock"));
        new SoundTask(task).run();
        return "{}";
    }

    private static String still(TaskArguments task) throws IOException {
        av_log_set_level(AV_LOG_INFO);
        av_max_alloc(task.longValue("maxBlock"));
        new StillTask(task).run();
        return "{}";
    }
}
