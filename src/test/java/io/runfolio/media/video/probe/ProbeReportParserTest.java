package io.runfolio.media.video.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProbeReportParserTest {

    @Test
    void tracks_and_their_properties_are_read() {
        Clip clip =
                read("""
                {"streams":[
                  {"index":0,"codec_type":"video","codec_name":"png","disposition":{"default":0,"attached_pic":1}},
                  {"index":1,"codec_type":"video","codec_name":"hevc","profile":"Main 10","width":1440,"height":1080,
                   "sample_aspect_ratio":"4:3","pix_fmt":"yuv420p10le","field_order":"unknown",\
                "color_transfer":"smpte2084",
                   "avg_frame_rate":"30000/1001","disposition":{"default":1},"side_data_list":[{"rotation":-90}]},
                  {"index":2,"codec_type":"audio","codec_name":"aac","channels":2,"sample_rate":"48000",\
                "disposition":{"default":0}},
                  {"index":3,"codec_type":"audio","codec_name":"ac3","channels":6,"sample_rate":"48000",\
                "disposition":{"default":1}}],
                 "format":{"duration":"12.5","bit_rate":"100000"}}""")
                        .orElseThrow();
        VideoTrack track = clip.video().orElseThrow();
        assertThat(track.index()).isEqualTo(1);
        assertThat(track.rotation()).isEqualTo(90);
        assertThat(track.displayWidth()).isEqualTo(1080);
        assertThat(track.displayHeight()).isEqualTo(1920);
        assertThat(track.colour().isHdr()).isTrue();
        assertThat(track.isInterlaced()).isFalse();
        assertThat(track.frameRate()).isCloseTo(29.97, within(0.01));
        assertThat(track.durationSeconds()).hasValue(12.5);
        assertThat(clip.mainAudio().orElseThrow().codec()).isEqualTo("ac3");
        assertThat(clip.bitRate()).hasValue(100_000);
    }

    @Test
    void missing_and_invalid_values_are_unknown() {
        Clip clip =
                read("""
                {"streams":[{"index":0,"codec_type":"video","width":10,"height":10,"sample_aspect_ratio":"0:1",
                  "avg_frame_rate":"0/0","r_frame_rate":"x/y","duration":"N/A"},
                  {"index":1,"codec_type":"audio","codec_name":"none","channels":0}],"format":{"duration":"-3"}}""")
                        .orElseThrow();
        VideoTrack track = clip.video().orElseThrow();
        assertThat(track.sampleAspect()).isEqualTo(1);
        assertThat(track.frameRate()).isZero();
        assertThat(track.codec()).isEmpty();
        assertThat(track.durationSeconds()).isEmpty();
        assertThat(clip.durationSeconds()).isEmpty();
        assertThat(clip.mainAudio()).isEmpty();
        assertThat(clip.audio()).hasSize(1);
    }

    @Test
    void an_invalid_report_is_empty() {
        assertThat(read("")).isEmpty();
        assertThat(read("{}")).isEmpty();
        assertThat(read("{\"streams\": 3}")).isEmpty();
        assertThat(read("{\"streams\": [")).isEmpty();
    }

    private static Optional<Clip> read(String json) {
        return ProbeReportParser.parse(json.getBytes(StandardCharsets.UTF_8));
    }
}
