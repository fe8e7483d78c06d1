package io.xiaoer.report;

import io.xiaoer.hours.ShopHours;
import io.xiaoer.shop.Shops;
import io.xiaoer.staff.Accounts;
import io.xiaoer.store.Database;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
class ReportConfiguration {
  @Bean
  Presets reportPresets(Database desk, InstantSource clock) {
    return new Presets(desk, clock);
  }

  @Bean
  ServiceReport serviceReport(
      Database desk, Shops shops, ShopHours hours, Accounts accounts, InstantSource clock) {
    return new ServiceReport(desk, shops, hours, accounts, clock);
  }

  @Bean
  ServiceReports serviceReports(Presets presets, ServiceReport service, JsonMapper mapper) {
    return new ServiceReports(presets, service, mapper);
  }

  @Bean
  Evidence roundEvidence(Database desk, Shops shops, ShopHours hours, InstantSource clock) {
    return new Evidence(desk, shops, hours, clock);
  }

  @Bean
  Shifts shifts(
      Database desk, Shops shops, ShopHours hours, Accounts accounts, InstantSource clock) {
    return new Shifts(desk, shops, hours, accounts, clock);
  }

  @Bean
  HeatMap heatMap(Database desk, Shops shops, ShopHours hours, InstantSource clock) {
    return new HeatMap(desk, shops, hours, clock);
  }

  @Bean
  Conversion conversion(
      Database desk, Shops shops, ShopHours hours, Accounts accounts, InstantSource clock) {
    return new Conversion(desk, shops, hours, accounts, clock);
  }

  @Bean
  ReportTables reportTables() {
    return new ReportTables();
  }
}
