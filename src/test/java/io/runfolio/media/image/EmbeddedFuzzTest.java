package io.runfolio.media.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.runfolio.Allocation;
import java.util.Map;
import java.util.Optional;

/** Whatever a block of EXIF, XMP, IPTC or a colour profile holds, it is read as far as it makes sense. */
class EmbeddedFuzzTest {
    @FuzzTest
    void a_block_is_read_as_far_as_it_makes_sense(byte[] block) {
        Allocation.within(32 << 20, () -> {
            exif(block);
            profile(block);
            Optional<byte[]> some = Optional.of(block);
            Embedded embedded = new Embedded(
                    some, Optional.empty(), some, some, some, Map.of("Copyright", new String(block, UTF_8)), false);
            KeptMetadata kept = KeptMetadata.of(embedded);
            kept.rights().ifPresent(rights -> assertThat(rights).hasSizeLessThanOrEqualTo(500));
            kept.packet();
        });
    }

    private static void exif(byte[] block) {
        ExifBlock exif = new ExifBlock(block);
        assertThat(exif.orientation().tag()).isBetween(1, 8);
        exif.userComment();
        exif.copyright();
        exif.make();
        exif.model();
        exif.description();
    }

    private static void profile(byte[] block) {
        IccTags tags = new IccTags(block);
        tags.colourSpace();
        tags.description().ifPresent(name -> assertThat(name).isNotBlank().hasSizeLessThanOrEqualTo(500));
        ColourConversion.from(block);
    }
}
