package io.xiaoer.suggest;

import io.xiaoer.shop.ShopId;
import io.xiaoer.store.Database;
import io.xiaoer.suggest.SuggestionTable.Counts;
import org.jspecify.annotations.Nullable;

/** What there is to suggest, for who looks at the setting. */
final class Learned {
  private final Database database;
  private final MeaningModel model;

  Learned(Database database, MeaningModel model) {
    this.database = database;
    this.model = model;
  }

  /** Null where words are compared. */
  @Nullable String model() {
    return model.name().orElse(null);
  }

  Counts of(ShopId shop) {
    String name = model.name().orElse("");
    return database.read(jdbc -> SuggestionTable.counts(jdbc, shop, name));
  }
}
