package io.runfolio.media.image.metadata;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.runfolio.Allocation;
import io.runfolio.media.image.colour.ColorConversion;
import io.runfolio.media.image.colour.IccProfile;
import java.util.Map;
import java.util.Optional;

/** Any bytes as EXIF, XMP, IPTC or color profile are read as far as they are valid. */
class EmbeddedMetadataFuzzTest {
    @FuzzTest
    void a_block_is_read_as_far_as_it_makes_sense(byte[] block) {
        Allocation.within(32 << 20, () -> {
            exif(block);
            profile(block);
            Optional<byte[]> some = Optional.of(block);
            EmbeddedMetadata embedded = new EmbeddedMetadata(
                    some, Optional.empty(), some, some, some, Map.of("Copyright", new String(block, UTF_8)), false);
            RightsMetadata kept = RightsMetadata.of(embedded);
            kept.rights().ifPresent(rights -> assertThat(rights).hasSizeLessThanOrEqualTo(500));
            kept.packet();
        });
    }

    private static void exif(byte[] block) {
        ExifMetadata exif = new ExifMetadata(block);
        assertThat(exif.orientation().tag()).isBetween(1, 8);
        exif.userComment();
        exif.copyright();
        exif.make();
        exif.model();
        exif.description();
    }

    private static void profile(byte[] block) {
        IccProfile tags = new IccProfile(block);
        tags.colorSpace();
        tags.description().ifPresent(name -> assertThat(name).isNotBlank().hasSizeLessThanOrEqualTo(500));
        ColorConversion.from(block);
    }
}
