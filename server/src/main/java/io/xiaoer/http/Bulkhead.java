package io.xiaoer.http;

/**
 * How the processor's time and the memory are shared between pushes and the desk.
 *
 * <p>Every request runs on a virtual thread, and virtual threads run on carriers: as many as there
 * are processors, unless told otherwise. A carrier is not taken away from who computes, so some
 * searches or large answers at the same time would keep all pushes waiting. Here there are more
 * carriers than there is work that computes for long, which has gates of its own ({@link
 * io.xiaoer.api.HeavyWork}); what else the desk does leaves its carrier after some milliseconds,
 * and between the carriers the operating system shares the processors fairly. Idle carriers look
 * for work, which costs every push some time, so there are not many more.
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

  private static final int CARRIERS_MIN = 8;
  private static final int CARRIERS_PER_PROCESSOR = 4;

  /** For this machine. */
  public static Bulkhead of(int processors) {
    int desk = Math.max(DESK_REQUESTS_MIN, DESK_REQUESTS_PER_PROCESSOR * processors);
    return new Bulkhead(
        desk,
        TRANSFERS_PER_REQUEST * desk,
        Math.max(CARRIERS_MIN, CARRIERS_PER_PROCESSOR * processors));
  }

  /** Before the first virtual thread there is; leaves alone what the operator has set. */
  public void claimCarriers() {
    if (System.getProperty(CARRIERS_PROPERTY) == null) {
      System.setProperty(CARRIERS_PROPERTY, String.valueOf(carriers));
    }
  }
}
