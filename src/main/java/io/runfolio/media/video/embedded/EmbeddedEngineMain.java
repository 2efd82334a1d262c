package io.runfolio.media.video.embedded;

import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_INFO;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_WARNING;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_max_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_version_info;
import static org.bytedeco.ffmpeg.global.avutil.avutil_configuration;

import java.io.UncheckedIOException;
import org.bytedeco.javacpp.Loader;

/**
 * The child's entry. The first argument is what to do, the rest are words of the form {@code key=value}: {@code version}, {@code programs} (extracts the bundled ffmpeg program and tells where),
 * {@code probe}, {@code packets}, {@code transcode}, {@code still}. What it found goes to standard output as JSON, what there is to say to standard error; exit code 0 or 1.
 */
public final class EmbeddedEngineMain {
    private EmbeddedEngineMain() {}

    public static void main(String[] arguments) {
        try {
            System.out.println(answer(arguments[0], Order.of(arguments)));
            System.out.flush();
        } catch (Native.NativeException e) {
            Native.say(e.getMessage());
            Runtime.getRuntime().halt(1);
        } catch (LinkageError | UncheckedIOException e) {
            Native.say("Fault: " + e + (e.getCause() == null ? "" : " (" + e.getCause() + ")"));
            Runtime.getRuntime().halt(1);
        } catch (RuntimeException e) {
            Native.say("Error: " + e);
            Runtime.getRuntime().halt(1);
        }
        Runtime.getRuntime().halt(0); // the libraries' threads need not be waited for
    }

    private static String answer(String task, Order order) {
        return switch (task) {
            case "version" -> version();
            case "programs" -> programs();
            case "probe" -> probe(order);
            case "packets" -> packets(order);
            case "transcode" -> transcode(order);
            case "still" -> still(order);
            default -> throw new IllegalArgumentException("no such task: " + task);
        };
    }

    private static String version() {
        return new Json()
                .open()
                .put("version", av_version_info().getString())
                .put("configuration", avutil_configuration().getString())
                .close()
                .toString();
    }

    private static String programs() {
        return new Json()
                .open()
                .put("ffmpeg", Loader.load(org.bytedeco.ffmpeg.ffmpeg.class))
                .put("ffprobe", Loader.load(org.bytedeco.ffmpeg.ffprobe.class))
                .close()
                .toString();
    }

    private static String probe(Order order) {
        av_log_set_level(AV_LOG_WARNING);
        av_max_alloc(order.big("maxBlock"));
        try (Source source = new Source(order)) {
            return new Probe(source).report();
        }
    }

    private static String packets(Order order) {
        av_log_set_level(AV_LOG_WARNING);
        av_max_alloc(order.big("maxBlock"));
        try (Source source = new Source(order)) {
            return new Packets(source).list();
        }
    }

    private static String transcode(Order order) {
        av_log_set_level(AV_LOG_INFO);
        av_max_alloc(order.big("maxBlock"));
        new Transcode(order).run();
        return "{}";
    }

    private static String still(Order order) {
        av_log_set_level(AV_LOG_INFO);
        av_max_alloc(order.big("maxBlock"));
        new Still(order).run();
        return "{}";
    }
}
