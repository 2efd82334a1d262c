package io.runfolio.artifact.transfer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runfolio.artifact.transfer.ExportManifest.ExportedFile;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.function.Consumer;
import java.util.zip.ZipException;

/** Reads an export's manifest one file after the other, so that memory does not grow with it. */
final class ExportManifestReader {
    static final long MAX_BYTES = 256L << 20;
    static final int MAX_FILES = 2_000_000;

    private static final ObjectMapper MAPPER =
            JsonMappers.builder(new JsonLimits(20, 100_000, 100, 1_000)).build();

    private String format;
    private int version;
    private int files;

    private ExportManifestReader() {}

    /**
     * Reads the manifest.
     *
     * @param sink takes the files in the manifest's order
     * @throws TransferException if it is not the manifest of an export, or exceeds a limit; the sink may have taken
     *     files then
     */
    static void read(ExportSource exportSource, Consumer<ExportedFile> sink) throws IOException {
        ExportManifestReader reader = new ExportManifestReader();
        try (InputStream in = new LimitedInputStream(exportSource.open(ExportManifest.NAME));
                JsonParser parser = MAPPER.createParser(in)) {
            reader.document(parser, sink);
        } catch (NoSuchFileException | ZipException | JsonProcessingException e) {
            throw new TransferException(
                    "not_an_export", "It has no readable manifest.json, so it is not a finished export: export again.");
        }
        if (!ExportManifest.FORMAT.equals(reader.format)) {
            throw new TransferException(
                    "not_an_export",
                    "Its manifest.json is not that of an export: name a folder or zip that `runfolio export` wrote.");
        }
        if (reader.version > ExportManifest.VERSION) {
            throw new TransferException(
                    "too_new", "It was written by a later version of Runfolio; import it with that one.");
        }
    }

    private void document(JsonParser parser, Consumer<ExportedFile> sink) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return; // without a format, which is refused
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "format" -> format = parser.getValueAsString();
                case "version" -> version = parser.getValueAsInt(Integer.MAX_VALUE);
                case "files" -> files(parser, sink);
                default -> parser.skipChildren();
            }
        }
    }

    private void files(JsonParser parser, Consumer<ExportedFile> sink) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == null) {
                throw new ZipException("The manifest ends too early");
            }
            if (++files > MAX_FILES) {
                throw new TransferException(
                        "too_many_files", "Its manifest names more than " + MAX_FILES + " files; export in parts.");
            }
            sink.accept(file(parser));
        }
    }

    private static ExportedFile file(JsonParser parser) throws IOException {
        String path = null;
        String role = null;
        String sha256 = null;
        long bytes = -1;
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return new ExportedFile(null, "bundle", null, null, -1, null, false);
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (name) {
                case "path" -> path = parser.getValueAsString();
                case "role" -> role = parser.getValueAsString();
                case "sha256" -> sha256 = parser.getValueAsString();
                case "bytes" -> bytes = value == JsonToken.VALUE_NUMBER_INT ? parser.getValueAsLong(-1) : -1;
                default -> parser.skipChildren();
            }
            parser.skipChildren();
        }
        return new ExportedFile(path, role, null, null, bytes, sha256, false);
    }

    /** Ends a stream with an exception where it goes beyond the limit. */
    private static final class LimitedInputStream extends FilterInputStream {
        private long left = MAX_BYTES;

        LimitedInputStream(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            count(value < 0 ? 0 : 1);
            return value;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = super.read(bytes, offset, length);
            count(Math.max(0, count));
            return count;
        }

        private void count(int read) {
            left -= read;
            if (left < 0) {
                throw new TransferException(
                        "too_large", "Its manifest has more than " + MAX_BYTES + " bytes; export in parts.");
            }
        }
    }
}
