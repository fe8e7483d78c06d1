package io.xiaoer.aftersales;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The statuses that the platform has published, and whose turn each makes it. Those of after-sales
 * orders are words (developers.weixin.qq.com/doc/store/API/aftersale/getaftersaleorder.html), those
 * of disputes numbers
 * (developers.weixin.qq.com/doc/store/shop/notify/complaint_callback/channels_ec_complaint_update).
 * The pages name the statuses; whose turn it is follows from the names.
 */
final class CaseStatus {
  private static final Map<String, Turn> TURNS = turns();

  private CaseStatus() {}

  private static Map<String, Turn> turns() {
    Map<String, Turn> turns = new TreeMap<>();
    are(
        turns,
        Turn.MERCHANT,
        "MERCHANT_PROCESSING",
        "MERCHANT_WAIT_RECEIPT",
        "MERCHANT_OVERDUE_REFUND",
        "PLATFORM_REFUND_FAIL", // nobody else will look why
        "100", // the dispute is to be handled
        "106", // evidence of the merchant
        "108", // evidence of both
        "110"); // to be confirmed
    are(
        turns,
        Turn.CUSTOMER,
        "MERCHANT_REJECT_REFUND", // accepts it, asks anew, or calls the platform in
        "MERCHANT_REJECT_RETURN",
        "MERCHANT_REJECT_EXCHANGE",
        "MERCHANT_REJECT_RESHIP",
        "USER_WAIT_RETURN",
        "USER_WAIT_CONFIRM",
        "USER_WAIT_CONFIRM_UPDATE",
        "USER_WAIT_HANDLE_MERCHANT_AFTER_SALE",
        "USER_WAIT_RECEIPT",
        "104"); // evidence of the customer
    are(
        turns,
        Turn.PLATFORM,
        "PLATFORM_REFUNDING",
        "WAIT_PACKAGE_INTERCEPT",
        "101", // waits for the platform's people
        "103",
        "105",
        "107",
        "109",
        "111", // the merchant's appeal is looked at
        "113",
        "114",
        "305",
        "307");
    are(
        turns,
        Turn.OVER,
        "USER_CANCELD", // sic
        "RETURN_CLOSED",
        "MERCHANT_REFUND_SUCCESS",
        "MERCHANT_RETURN_SUCCESS",
        "MERCHANT_EXCHANGE_SUCCESS",
        "MERCHANT_REFUND_RETRY_FAIL", // the platform's people have closed it
        "MERCHANT_FAIL",
        "102", // the customer no longer wants the platform to decide
        "112",
        "115",
        "116");
    return Collections.unmodifiableMap(turns);
  }

  private static void are(Map<String, Turn> turns, Turn turn, String... statuses) {
    for (String status : statuses) {
      turns.put(status, turn);
    }
  }

  static Turn turn(String status) {
    return TURNS.getOrDefault(status, Turn.UNKNOWN);
  }

  /** The published ones with which it is somebody's turn, for conditions in SQL. */
  static List<String> with(Turn turn) {
    return TURNS.entrySet().stream()
        .filter(one -> one.getValue() == turn)
        .map(Map.Entry::getKey)
        .toList();
  }
}
