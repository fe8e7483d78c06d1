package io.xiaoer.suggest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CandidatesTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void theNearestAreKeptInTheirOrder(long seed) {
    int[] distances = new Random(seed).ints(5_000, -1_000, 1_000).toArray();
    Candidates nearest = new Candidates(50);
    for (int i = 0; i < distances.length; i++) {
      nearest.offer(i, distances[i]);
    }
    long[] kept = nearest.ids();
    assertThat(kept).hasSize(50).doesNotHaveDuplicates();
    int[] found = IntStream.range(0, 50).map(i -> distances[(int) kept[i]]).toArray();
    int[] least =
        IntStream.of(distances)
            .boxed()
            .sorted(Comparator.naturalOrder())
            .limit(50)
            .mapToInt(Integer::intValue)
            .toArray();
    assertThat(found).as("seed %s", seed).containsExactly(least);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7})
  void fewAreAllThereAre(int count) {
    Candidates nearest = new Candidates(50);
    IntStream.range(0, count).forEach(i -> nearest.offer(i, -i));
    assertThat(nearest.ids()).hasSize(count);
  }
}
