package io.runfolio.media;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.runfolio.Allocation;

/** Any first bytes have one known type or none. */
class MediaSnifferFuzzTest {
    @FuzzTest
    void any_head_has_one_type_or_none(byte[] head) {
        Allocation.within(32 << 20, () -> MediaSniffer.sniff(head).ifPresent(type -> {
            assertThat(type.mimeType()).matches("[a-z]+/[a-z0-9.+-]+");
            assertThat(type.extension()).matches("[a-z0-9]+");
        }));
    }
}
