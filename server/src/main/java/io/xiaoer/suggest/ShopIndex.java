package io.xiaoer.suggest;

/**
 * Of one shop, in memory: what finds the few questions that are worth a closer look. Rows of the
 * table are added in the order of their places; one that is gone from the table is found in vain.
 */
interface ShopIndex {
  /** Of the last row that was added. */
  long place();

  int size();

  void add(long place, long id, Encoded encoded);

  /** Ids of questions, the likeliest first. */
  long[] candidates(Encoded question, int max);

  /** How much a piece tells; the rarer, the more. */
  double weight(int piece);

  /** For a bound over all shops. */
  long bytes();
}
