package io.runfolio.media.video.embedded;

import static io.runfolio.media.video.embedded.Native.check;
import static org.bytedeco.ffmpeg.global.avutil.av_image_copy_to_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_image_get_buffer_size;

import java.nio.ByteBuffer;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;

/** Copies frames into one block of memory, row by row and plane by plane without padding. */
final class PackedFrame implements AutoCloseable {
    private BytePointer block = new BytePointer();

    /** Returns the samples of a frame; they are overwritten by the next call. */
    ByteBuffer copy(AVFrame frame) {
        int size =
                check(av_image_get_buffer_size(frame.format(), frame.width(), frame.height(), 1), "measuring a frame");
        if (block.capacity() < size) {
            block.close();
            block = new BytePointer(size);
        }
        check(
                av_image_copy_to_buffer(
                        block, size, frame.data(), frame.linesize(), frame.format(), frame.width(), frame.height(), 1),
                "copying a frame");
        return block.limit(size).asByteBuffer();
    }

    @Override
    public void close() {
        block.close();
    }
}
