package io.xiaoer.embedding;

import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.bgesmallzhv15q.BgeSmallZhV15QuantizedEmbeddingModel;
import java.util.function.Function;

/**
 * bge-small-zh-v1.5 in eight bits: a Chinese sentence becomes 512 numbers, and sentences that mean
 * the same have numbers that point the same way. It is loaded when it is made, which takes a second
 * or two, and works in the thread that asks.
 */
public final class BgeSmallZh implements Function<String, float[]> {
  private final EmbeddingModel model = new BgeSmallZhV15QuantizedEmbeddingModel(Runnable::run);

  @Override
  public float[] apply(String text) {
    return model.embed(text).content().vector();
  }

  /** The name under which its vectors are kept. */
  @Override
  public String toString() {
    return "bge-small-zh-v1.5-q";
  }
}
