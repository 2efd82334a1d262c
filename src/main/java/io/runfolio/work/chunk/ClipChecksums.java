package io.runfolio.work.chunk;

import io.runfolio.files.Checksums;
import io.runfolio.files.FileStamp;
import java.nio.file.Path;
import java.util.List;

/** Checksum of the clip that was read last, as its chunks come one after the other. Thread-safe. */
final class ClipChecksums {
    private record Known(Path file, FileStamp stamp, String checksum) {}

    private volatile Known last = new Known(Path.of(""), new FileStamp(List.of()), "");

    /** @throws io.runfolio.files.StorageException if the file cannot be read */
    String of(Path file) {
        Known known = last;
        FileStamp stamp = FileStamp.of(file); // before reading, so that a later change is noticed
        if (known.file().equals(file) && known.stamp().equals(stamp)) {
            return known.checksum();
        }
        String checksum = Checksums.sha256(file);
        last = new Known(file, stamp, checksum);
        return checksum;
    }
}
