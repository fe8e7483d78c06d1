package io.xiaoer.simulator.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.simulator.Platform;
import io.xiaoer.simulator.clock.RealTimeline;
import io.xiaoer.simulator.envelope.Chance;
import io.xiaoer.simulator.envelope.EnvelopeWriter;
import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Mode;
import io.xiaoer.simulator.fault.Fault;
import io.xiaoer.simulator.shop.AllowedAddresses;
import io.xiaoer.simulator.shop.Shop;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiAccessTest {
  private final Platform platform = Platform.start();

  @AfterEach
  void stop() {
    platform.close();
  }

  @Test
  void whereAllIsWellTheShopGetsATokenAndNobodyIsWrittenTo() throws Exception {
    List<Finding> findings = ask(platform.baseUrl(), ApiAccess.SEND_PATH);
    assertThat(findings).extracting(Finding::outcome).containsOnly(Outcome.PASS);
    assertThat(findings.getLast().detail()).contains("40003");
  }

  @Test
  void aGuessedPathIsAnsweredWithTheRightOne() throws Exception {
    Finding finding = ask(platform.baseUrl(), "/channels/ec/kf/sendmsg").getLast();
    assertThat(finding.outcome()).isEqualTo(Outcome.FAIL);
    assertThat(finding.detail())
        .contains(
            "40066",
            "knows no path /channels/ec/kf/sendmsg",
            "messages go to /channels/ec/commkf/sendmsg",
            "files to /channels/ec/commkf/cosupload");
  }

  @Test
  void thePathOfOtherAccountsIsNamedAsOne() throws Exception {
    Finding finding = ask(platform.baseUrl(), "/cgi-bin/message/custom/send").getLast();
    assertThat(finding.outcome()).isEqualTo(Outcome.FAIL);
    assertThat(finding.detail())
        .contains("48001", "/cgi-bin/message/custom/send is not for a Store", ApiAccess.SEND_PATH);
  }

  @Test
  void aShopThatHasNotSwitchedYetIsWarnedOnly() throws Exception {
    platform.next(new Fault.Refuse(48001, "api unauthorized"));
    Finding finding = ask(platform.baseUrl(), ApiAccess.SEND_PATH).getLast();
    assertThat(finding.outcome()).isEqualTo(Outcome.WARN);
    assertThat(finding.detail()).contains("the path is right", "before the switch");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anAddressThatIsNotAllowedIsToldWhereToAddIt(boolean bare) throws Exception {
    platform.allow("main", new AllowedAddresses(List.of("10.9.8.7"), bare));
    List<Finding> findings = ask(platform.baseUrl(), ApiAccess.SEND_PATH);
    assertThat(findings.getFirst().outcome()).isEqualTo(Outcome.FAIL);
    assertThat(findings.getFirst().detail())
        .contains(
            bare ? "HTTP 403 without an errcode" : "40164",
            "public address",
            "API IP 白名单",
            "https://developers.weixin.qq.com/platform/");
    assertThat(findings.getLast()).isEqualTo(Finding.skip("says nothing without a token"));
  }

  @Test
  void anAddressThatIsRefusedOnlyWhenItSendsIsToldTheSame() throws Exception {
    platform.next(new Fault.Forbid());
    List<Finding> findings = ask(platform.baseUrl(), ApiAccess.SEND_PATH);
    assertThat(findings.getFirst().outcome()).isEqualTo(Outcome.PASS);
    assertThat(findings.getLast().outcome()).isEqualTo(Outcome.FAIL);
    assertThat(findings.getLast().detail()).contains("HTTP 403 without an errcode");
  }

  @Test
  void whatIsNotThePlatformAtAllIsNamedAndNoSecretIsPrinted() throws Exception {
    Finding page = ask(platform.baseUrl().resolve("/nowhere"), ApiAccess.SEND_PATH).getFirst();
    assertThat(page.outcome()).isEqualTo(Outcome.FAIL);
    assertThat(page.detail()).contains("is not the platform's API");
    Finding nobody = ask(URI.create("http://127.0.0.1:9"), ApiAccess.SEND_PATH).getFirst();
    assertThat(nobody.detail()).contains("no answer from 127.0.0.1");
    assertThat(page.detail() + nobody.detail()).doesNotContain(platform.shop().appSecret());
  }

  private List<Finding> ask(URI base, String path) throws InterruptedException {
    Shop shop = platform.shop();
    Target target =
        new Target(
            URI.create("http://127.0.0.1:9/"),
            shop.userName(),
            shop.keys(),
            Mode.SECURE,
            Format.JSON);
    try (RealTimeline clock = new RealTimeline();
        Line line = new Line(target.url(), Duration.ofSeconds(5))) {
      Session session =
          new Session(
              target,
              line,
              new EnvelopeWriter(Chance.from(new Random(7))),
              new TestMessages(shop.userName(), "oXiaoerProbe_test", clock),
              clock);
      List<Finding> findings = new ArrayList<>();
      for (Check check :
          ApiAccess.checks(new ApiAccess.Settings(base, shop.appId(), shop.appSecret(), path))) {
        findings.add(check.question().ask(session));
      }
      return findings;
    }
  }
}
