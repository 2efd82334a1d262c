package io.runfolio.media.image.tiff;

import io.runfolio.media.ByteSource;
import io.runfolio.media.image.metadata.EmbeddedMetadata;
import io.runfolio.media.image.metadata.IfdReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Metadata of a TIFF and the storage of its samples: TIFF 6.0, section 2. */
final class TiffMetadata {
    private static final int ICC_PROFILE = 0x8773;
    private static final int XMP = 0x02bc;
    private static final int IPTC = 0x83bb;
    private static final int C2PA = 0xcd41;
    private static final int EXIF_DIRECTORY = 0x8769;
    private static final int MAX_ENTRIES = 65_535;

    private final ByteSource file;
    private final IfdReader reader;
    private final EmbeddedMetadata.Builder embedded = new EmbeddedMetadata.Builder();
    private final ExifBlockWriter exif;
    private final List<Long> profileEntries = new ArrayList<>();
    private final TiffSampleLayout layout;
    private boolean whole;

    private TiffMetadata(ByteSource file, IfdReader reader) throws IOException {
        this.file = file;
        this.reader = reader;
        this.exif = new ExifBlockWriter(reader.order());
        this.layout = new TiffSampleLayout(reader.order(), 4 + reader.offsetBytes());
        Optional<IfdReader.Entry> folder = directory(reader.first());
        if (folder.isPresent()) {
            directory(reader.number(folder.get(), 0));
        }
        embedded.exif(exif.block());
    }

    /** Reads the first directory and its EXIF directory. */
    static TiffMetadata read(ByteSource file, IfdReader reader) throws IOException {
        return new TiffMetadata(file, reader);
    }

    EmbeddedMetadata embedded() {
        return embedded.build();
    }

    /** Returns whether the first picture's directory lies within the file. */
    boolean isWhole() {
        return whole;
    }

    /** Returns the offsets of the entries of color profiles. */
    List<Long> profileEntries() {
        return List.copyOf(profileEntries);
    }

    TiffSampleLayout layout() {
        return layout;
    }

    /** Reads a directory; returns the entry of its EXIF directory. */
    private Optional<IfdReader.Entry> directory(long start) throws IOException {
        Optional<IfdReader.Entry> found = Optional.empty();
        IfdReader.Directory directory = reader.read(start, MAX_ENTRIES);
        for (IfdReader.Entry entry : directory.entries()) {
            if (entry.tag() == ICC_PROFILE) {
                profileEntries.add(entry.position());
            }
            layout.entry(entry);
            if (entry.isWithin(file.size()) && entry.length() <= EmbeddedMetadata.MAX_BLOCK) {
                value(entry, reader.bytes(entry));
                if (entry.tag() == EXIF_DIRECTORY && entry.length() >= 4 && found.isEmpty()) {
                    found = Optional.of(entry);
                }
            }
        }
        whole |= directory.whole();
        return found;
    }

    private void value(IfdReader.Entry entry, byte[] value) {
        layout.value(entry.tag(), entry.type(), value);
        switch (entry.tag()) {
            case ICC_PROFILE -> embedded.icc(value);
            case XMP -> embedded.xmp(value);
            case IPTC -> embedded.iptc(value);
            case C2PA -> embedded.c2pa();
            default -> exif.add(entry, value);
        }
    }
}
