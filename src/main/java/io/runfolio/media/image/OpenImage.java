package io.runfolio.media.image;

import io.runfolio.files.StorageErrors;
import io.runfolio.media.ByteSource;
import io.runfolio.media.image.format.DecodedStill;
import io.runfolio.media.image.format.FrameSource;
import io.runfolio.media.image.format.ImageFile;
import io.runfolio.media.image.format.ImageFormat;
import io.runfolio.media.image.format.ImageHeader;
import io.runfolio.media.image.format.Reduction;
import io.runfolio.media.image.format.UnusableImageException;
import io.runfolio.media.image.pixel.Size;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;

/** Picture file that is open while it is processed. */
final class OpenImage implements AutoCloseable {
    private final ByteSource bytes;
    private final ImageFile file;

    private OpenImage(ByteSource bytes, ImageFile file) {
        this.bytes = bytes;
        this.file = file;
    }

    /**
     * Opens a file and reads its header.
     *
     * @throws UnusableImageException if the header is broken or exceeds a limit
     */
    static OpenImage open(Path path, ImageFormat format) {
        ByteSource bytes = null;
        boolean opened = false;
        try {
            bytes = ByteSource.open(path);
            ImageFile file = format.opener().open(path, bytes);
            requireExtent(file.header().size());
            opened = true;
            return new OpenImage(bytes, file);
        } catch (EOFException e) {
            throw UnusableImageException.corrupt("The file ends within its header", e);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            StorageErrors.rethrowStorageFailure(e, "A picture could not be read");
            throw e instanceof UnusableImageException known ? known : brokenHeader(e);
        } finally {
            if (bytes != null && !opened) {
                close(bytes);
            }
        }
    }

    /** Returns the failure of a header that cannot be read. */
    static UnusableImageException brokenHeader(Throwable cause) {
        return UnusableImageException.corrupt("The picture's header could not be read", cause);
    }

    private static void requireExtent(Size size) {
        if (size.width() < 1 || size.height() < 1) {
            throw UnusableImageException.corrupt("The picture's header has an impossible size", null);
        }
    }

    ImageHeader header() {
        return file.header();
    }

    /**
     * Decodes the still, or the first picture of a file with several.
     *
     * @throws UnusableImageException if the picture is broken or nothing here decodes it
     */
    DecodedStill still(Reduction reduction) {
        try {
            return file.still(reduction);
        } catch (UnusableImageException e) {
            throw e;
        } catch (IOException | RuntimeException | StackOverflowError e) {
            StorageErrors.rethrowStorageFailure(e, "A picture could not be read");
            throw UnusableImageException.corrupt("The picture is damaged and could not be decoded", e);
        }
    }

    /** Returns the frames of an animation; failures are the caller's to translate. */
    FrameSource frames() throws IOException {
        return file.frames();
    }

    /** Returns the memory that decoding and resampling take. */
    DecodeMemory memory() {
        return new DecodeMemory(file.header().size(), file.bytesPerPixel());
    }

    @Override
    public void close() {
        close(bytes);
    }

    private static void close(ByteSource bytes) {
        try {
            bytes.close();
        } catch (IOException e) {
            throw StorageErrors.translate(e, "A picture could not be closed");
        }
    }
}
