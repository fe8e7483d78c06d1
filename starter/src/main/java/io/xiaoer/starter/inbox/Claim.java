package io.xiaoer.starter.inbox;

/**
 * The right to handle the first row of a lane, until its time is over and nobody has renewed it.
 * Whoever takes the lane over then has another token, and this one marks nothing any more.
 *
 * @param token never the same twice
 */
record Claim(String lane, String token, Row row) {

  /**
   * What is handled.
   *
   * @param attempt this one, from 1
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Row(
      long id, String key, String shop, Kind kind, long receivedAt, int attempt, byte[] raw) {
    @Override
    public String toString() {
      return kind.word() + " " + id + " of shop " + shop;
    }
  }

  @Override
  public String toString() {
    return row.toString();
  }
}
