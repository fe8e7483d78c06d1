/**
 * What a caller may do and which shops a caller sees, as every controller states it: a permission
 * on the route ({@link io.xiaoer.access.RequiresPermission}), the shops as a parameter ({@link
 * io.xiaoer.shop.ShopScope}), and a {@link io.xiaoer.access.ResourceGate} for paths with an id. A
 * route that says nothing is closed. It does not know how callers prove who they are.
 */
@ApplicationModule(allowedDependencies = {"api", "shop"})
@NullMarked
package io.xiaoer.access;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
