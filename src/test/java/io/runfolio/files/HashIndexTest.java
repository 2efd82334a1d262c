package io.runfolio.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HashIndexTest {
    @Test
    void it_behaves_like_a_map() {
        HashIndex table = new HashIndex();
        Map<String, Long> map = new HashMap<>();
        Random random = new Random(7);
        for (long i = 0; i < 50_000; i++) {
            String word = "run_" + random.nextInt(30_000);
            assertThat(table.putIfAbsent(word, i)).isEqualTo(map.putIfAbsent(word, i) == null);
        }
        assertThat(table.size()).isEqualTo(map.size());
        for (int i = 0; i < 30_000; i++) {
            assertThat(table.get("run_" + i)).isEqualTo(map.getOrDefault("run_" + i, HashIndex.ABSENT));
        }
        table.clear();
        assertThat(table.size()).isZero();
        assertThat(table.get("run_1")).isEqualTo(HashIndex.ABSENT);
    }
}
