package io.xiaoer.search;

import java.util.Set;

/** A message as the index keeps it: its id, and the numbers of its pieces and properties. */
record Document(long id, Set<Integer> tokens) {}
