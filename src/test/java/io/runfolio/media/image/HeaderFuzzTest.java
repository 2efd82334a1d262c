package io.runfolio.media.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.runfolio.Allocation;
import io.runfolio.media.MediaReport;
import io.runfolio.media.MediaResult;
import io.runfolio.media.MediaSniffer;
import io.runfolio.media.SniffedType;
import io.runfolio.media.image.colour.ColorConversion;
import io.runfolio.media.image.format.UnusableImageException;
import io.runfolio.media.image.metadata.RightsMetadata;
import io.runfolio.run.AssetKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Any bytes: header and metadata are read or refused, and cost little memory. */
class HeaderFuzzTest {
    private static final Path FILE = file();

    @FuzzTest
    void a_header_is_read_or_refused(byte[] bytes) throws IOException {
        SniffedType type = MediaSniffer.sniff(bytes)
                .filter(sniffed -> sniffed.kind() == AssetKind.IMAGE)
                .orElse(null);
        if (type == null) {
            return;
        }
        Files.write(FILE, bytes);
        Allocation.within(64 << 20, () -> read(type));
    }

    private static void read(SniffedType type) {
        try {
            ImageFiles.header(FILE, type).ifPresent(header -> {
                assertThat(header.size().width()).isPositive();
                assertThat(header.size().height()).isPositive();
                assertThat(header.frames()).isPositive();
                MediaReport report = new MediaReport();
                report.type(type);
                HeaderReport.add(header, report);
                MediaResult result = report.ready(List.of());
                assertThat(result.details()).containsKey("orientation");
                RightsMetadata.of(header.embedded()).packet();
                header.embedded().icc().flatMap(ColorConversion::from);
            });
        } catch (UnusableImageException e) {
            assertThat(e.code()).isNotBlank();
        }
    }

    private static Path file() {
        try {
            Path file = Files.createTempFile("runfolio-header-", ".bin");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
