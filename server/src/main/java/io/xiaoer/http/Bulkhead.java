package io.xiaoer.http;

/**
 * How the processor's time and the memory are shared between pushes and the desk.
 *
 * <p>Every request runs on a virtual thread, and virtual threads run on carriers: as many as there
 * are processors, unless told otherwise. A carrier is not taken away from who computes, so some
 * searches or large answers at the same time would keep all pushes waiting. Here there are more
 * carriers than desk requests in work: a push always finds one, and between the carriers the
 * operating system shares the processors fairly.
 *
 * @param deskRequests worked on at the same time
 * @param transfers files carried at the same time
 * @param carriers of virtual threads
 */
public record Bulkhead(int deskRequests, int transfers, int carriers) {
  private static final String CARRIERS_PROPERTY = "jdk.virtualThreadScheduler.parallelism";
  private static final int DESK_REQUESTS_MIN = 16;
  private static final int DESK_REQUESTS_PER_PROCESSOR = 4;
  private static final int TRANSFERS_PER_REQUEST = 8;

  /** For pushes, and for what works in the background. */
  private static final int CARRIERS_FREE_MIN = 8;

  private static final int CARRIERS_FREE_PER_PROCESSOR = 2;

  /** For this machine. */
  public static Bulkhead of(int processors) {
    int desk = Math.max(DESK_REQUESTS_MIN, DESK_REQUESTS_PER_PROCESSOR * processors);
    return new Bulkhead(
        desk,
        TRANSFERS_PER_REQUEST * desk,
        desk + Math.max(CARRIERS_FREE_MIN, CARRIERS_FREE_PER_PROCESSOR * processors));
  }

  /** Before the first virtual thread there is; leaves alone what the operator has set. */
  public void claimCarriers() {
    if (System.getProperty(CARRIERS_PROPERTY) == null) {
      System.setProperty(CARRIERS_PROPERTY, String.valueOf(carriers));
    }
  }
}
