package io.runfolio.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeyTableTest {
    @Test
    void it_answers_as_a_map_of_words_does() {
        KeyTable table = new KeyTable();
        Map<String, Long> map = new HashMap<>();
        Random random = new Random(7);
        for (long i = 0; i < 50_000; i++) {
            String word = "run_" + random.nextInt(30_000);
            assertThat(table.putIfAbsent(word, i)).isEqualTo(map.putIfAbsent(word, i) == null);
        }
        assertThat(table.size()).isEqualTo(map.size());
        for (int i = 0; i < 30_000; i++) {
            assertThat(table.get("run_" + i)).isEqualTo(map.getOrDefault("run_" + i, KeyTable.ABSENT));
        }
        table.clear();
        assertThat(table.size()).isZero();
        assertThat(table.get("run_1")).isEqualTo(KeyTable.ABSENT);
    }
}
