import { http, type Reply } from '@/shared/http'
import { decodeOrder, decodeOrders, decodeProducts, type Order, type Product } from './card'

const PRODUCTS_MAX = 30

export function fetchOrders(conversationId: string, query: string): Promise<Reply<Order[]>> {
  return http(`/api/v1/conversations/${encodeURIComponent(conversationId)}/orders?${new URLSearchParams({ query })}`, { decode: decodeOrders })
}

export function fetchOrder(shop: string, orderId: string): Promise<Reply<Order | null>> {
  return http(`/api/v1/shops/${encodeURIComponent(shop)}/orders/${encodeURIComponent(orderId)}`, { decode: decodeOrder })
}

export function fetchProducts(shop: string, query: string): Promise<Reply<Product[]>> {
  return http(`/api/v1/shops/${encodeURIComponent(shop)}/products?${new URLSearchParams({ query, limit: String(PRODUCTS_MAX) })}`, { decode: decodeProducts })
}
