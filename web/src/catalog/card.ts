import type { Instant } from '@/shared/instant'
import { asArray, asNumberOrNull, asObject, asText, asTextOrNull, type JsonObject } from '@/shared/json'

/** Money is fen, as the platform writes it. */
export type Fen = number

type NotReady = { state: 'pending' } | { state: 'failed'; reason: string }

export interface ReadyProduct {
  state: 'ready'
  title: string
  pictureUrl: string | null
  price: Fen | null
  onSale: boolean
}

export interface OrderedProduct {
  productId: string
  title: string
  pictureUrl: string | null
  count: number
  salePrice: Fen | null
  attributes: string
}

export interface Waybill {
  waybillId: string
  deliveryId: string
}

export interface ReadyOrder {
  state: 'ready'
  status: number
  orderPrice: Fen | null
  freight: Fen | null
  createdAt: Instant | null
  paidAt: Instant | null
  products: OrderedProduct[]
  addressMask: string
  customerNotes: string
  merchantNotes: string
  waybills: Waybill[]
}

export type ProductCard = NotReady | ReadyProduct
export type OrderCard = NotReady | ReadyOrder

export interface Product {
  productId: string
  card: ProductCard
}

export interface Order {
  orderId: string
  card: OrderCard
}

export function decodeProductCard(json: unknown): ProductCard | null {
  const card = asObject(json)
  return (
    notReady(card) ?? (card['state'] === 'ready'
      ? {
          state: 'ready',
          title: asText(card['title']),
          pictureUrl: ownUrl(card['picture_url']),
          price: asNumberOrNull(card['price']),
          onSale: card['on_sale'] === true,
        }
      : null)
  )
}

export function decodeOrderCard(json: unknown): OrderCard | null {
  const card = asObject(json)
  return (
    notReady(card) ?? (card['state'] === 'ready'
      ? {
          state: 'ready',
          status: asNumberOrNull(card['status']) ?? 0,
          orderPrice: asNumberOrNull(card['order_price']),
          freight: asNumberOrNull(card['freight']),
          createdAt: asTextOrNull(card['created_at']),
          paidAt: asTextOrNull(card['paid_at']),
          products: asArray(card['products']).map(decodeOrderedProduct),
          addressMask: asText(card['address_mask']),
          customerNotes: asText(card['customer_notes']),
          merchantNotes: asText(card['merchant_notes']),
          waybills: asArray(card['waybills']).map(decodeWaybill),
        }
      : null)
  )
}

export function decodeProducts(json: unknown): Product[] {
  return asArray(asObject(json)['products']).flatMap((entry) => decodeProduct(entry) ?? [])
}

export function decodeOrders(json: unknown): Order[] {
  return asArray(asObject(json)['orders']).flatMap((entry) => decodeOrder(entry) ?? [])
}

export function decodeOrder(json: unknown): Order | null {
  const orderId = asText(asObject(json)['order_id'])
  const card = decodeOrderCard(json)
  return orderId === '' || card === null ? null : { orderId, card }
}

export function decodeProduct(json: unknown): Product | null {
  const productId = asText(asObject(json)['product_id'])
  const card = decodeProductCard(json)
  return productId === '' || card === null ? null : { productId, card }
}

function notReady(card: JsonObject): NotReady | null {
  switch (card['state']) {
    case 'pending':
      return { state: 'pending' }
    case 'failed':
      return { state: 'failed', reason: asText(card['reason']) }
    default:
      return null
  }
}

function decodeOrderedProduct(json: unknown): OrderedProduct {
  const product = asObject(json)
  return {
    productId: asText(product['product_id']),
    title: asText(product['title']),
    pictureUrl: ownUrl(product['picture_url']),
    count: asNumberOrNull(product['count']) ?? 1,
    salePrice: asNumberOrNull(product['sale_price']),
    attributes: asText(product['attributes']),
  }
}

function decodeWaybill(json: unknown): Waybill {
  const waybill = asObject(json)
  return { waybillId: asText(waybill['waybill_id']), deliveryId: asText(waybill['delivery_id']) }
}

/** Only our own copies are ever loaded: an address of the platform would tell it who looks, and may carry an openid. */
export function ownUrl(url: unknown): string | null {
  return typeof url === 'string' && /^\/(?!\/)/.test(url) ? url : null
}
