package io.runfolio.media.video.embedded;

import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_strerror;
import static org.bytedeco.ffmpeg.presets.avutil.AVERROR_EAGAIN;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.javacpp.Pointer;

/** Error handling for native calls: return codes become exceptions with FFmpeg's messages. */
final class Native {
    private Native() {}

    /** Signals a failed call, which ends the child with the message on standard error. */
    static final class NativeException extends RuntimeException {
        NativeException(String message) {
            super(message);
        }
    }

    static int check(int code, String doing) {
        if (code < 0) {
            throw new NativeException("Error " + doing + ": " + words(code));
        }
        return code;
    }

    static <P extends Pointer> P check(P pointer, String doing) {
        if (pointer == null || pointer.isNull()) {
            throw new NativeException("Error " + doing);
        }
        return pointer;
    }

    /** Returns whether a return code means that nothing is available now or any more. */
    static boolean empty(int code) {
        return code == AVERROR_EAGAIN() || code == AVERROR_EOF();
    }

    static String words(int code) {
        byte[] buffer = new byte[256];
        av_strerror(code, buffer, buffer.length);
        int end = 0;
        while (end < buffer.length && buffer[end] != 0) {
            end++;
        }
        return new String(buffer, 0, end, StandardCharsets.UTF_8);
    }

    static AVDictionary dictionary(Map<String, String> values) {
        AVDictionary dictionary = new AVDictionary(null);
        values.forEach((key, value) -> check(av_dict_set(dictionary, key, value, 0), "setting " + key));
        return dictionary;
    }

    static void say(String sentence) {
        System.err.println(sentence);
    }
}
