package io.runfolio.media;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.runfolio.Allocation;

/** Whatever a file begins with, it is of a known type or of none. */
class MediaSnifferFuzzTest {
    @FuzzTest
    void a_head_has_a_type_or_none(byte[] head) {
        Allocation.within(32 << 20, () -> MediaSniffer.sniff(head).ifPresent(type -> {
            assertThat(type.mimeType()).matches("[a-z]+/[a-z0-9.+-]+");
            assertThat(type.extension()).matches("[a-z0-9]+");
        }));
    }
}
