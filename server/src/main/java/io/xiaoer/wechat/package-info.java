/**
 * The platform's API of each shop, with the shop's access token behind it: one client for all
 * features, so that a token is fetched once. It decides nothing about what is sent or fetched.
 */
@ApplicationModule(allowedDependencies = "shop")
@NullMarked
package io.xiaoer.wechat;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
