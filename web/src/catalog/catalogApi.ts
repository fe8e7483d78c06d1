import { mapped, request, type Reply } from '@/shared/http'
import type { Order, Product } from './card'

const PRODUCTS_MAX = 30

export function fetchOrders(conversationId: string, query: string): Promise<Reply<Order[]>> {
  return mapped(request('get', '/api/v1/conversations/{id}/orders', { path: { id: conversationId }, query: { query } }), ({ orders }) => orders)
}

export function fetchOrder(shop: string, orderId: string): Promise<Reply<Order>> {
  return request('get', '/api/v1/shops/{shop}/orders/{order_id}', { path: { shop, order_id: orderId } })
}

export function fetchProducts(shop: string, query: string): Promise<Reply<Product[]>> {
  return mapped(request('get', '/api/v1/shops/{shop}/products', { path: { shop }, query: { query, limit: PRODUCTS_MAX } }), ({ products }) => products)
}
