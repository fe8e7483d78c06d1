package io.xiaoer.search;

import java.util.List;
import java.util.Set;

/**
 * What the index is asked: a message that has all the numbers of one of the {@code ways}, and of
 * each of the {@code choices} at least one.
 */
record IndexQuery(List<Set<Integer>> ways, List<Set<Integer>> choices) {}
