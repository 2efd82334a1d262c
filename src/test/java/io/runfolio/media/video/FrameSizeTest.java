package io.runfolio.media.video;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FrameSizeTest {

    @Test
    void a_clip_within_the_width_keeps_its_size() {
        assertThat(FrameSize.fit(640, 360, 1280, false, true)).isEqualTo(new FrameSize(640, 360));
    }

    @Test
    void a_wide_clip_is_reduced_in_proportion() {
        assertThat(FrameSize.fit(1920, 1080, 1280, false, true)).isEqualTo(new FrameSize(1280, 720));
        assertThat(FrameSize.fit(1000, 333, 500, false, true)).isEqualTo(new FrameSize(500, 166));
        assertThat(FrameSize.fit(1920, 1080, 640, false, false)).isEqualTo(new FrameSize(640, 360));
    }

    @Test
    void odd_sides_shrink_to_even_ones_where_they_must() {
        assertThat(FrameSize.fit(159, 159, 1280, false, true)).isEqualTo(new FrameSize(158, 158));
        assertThat(FrameSize.fit(159, 159, 640, false, false)).isEqualTo(new FrameSize(159, 159));
        assertThat(FrameSize.fit(2000, 1000, 641, false, true)).isEqualTo(new FrameSize(640, 320));
    }

    @Test
    void sides_have_a_minimum_of_two_or_one() {
        assertThat(FrameSize.fit(1, 1, 1280, false, true)).isEqualTo(new FrameSize(2, 2));
        assertThat(FrameSize.fit(10_000, 1, 100, false, true)).isEqualTo(new FrameSize(100, 2));
        assertThat(FrameSize.fit(10_000, 1, 100, false, false)).isEqualTo(new FrameSize(100, 1));
    }

    @Test
    void it_is_enlarged_only_on_request() {
        assertThat(FrameSize.fit(320, 240, 640, true, true)).isEqualTo(new FrameSize(640, 480));
        assertThat(FrameSize.fit(320, 240, 640, false, true)).isEqualTo(new FrameSize(320, 240));
    }
}
