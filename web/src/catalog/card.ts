import type { Schemas } from '@/shared/http'

/** Money is fen, as the platform writes it. */
export type Fen = number

export type ProductCard = Schemas['ProductCard']
export type OrderCard = Schemas['OrderCard']
export type Product = Schemas['Product']
export type Order = Schemas['Order']
export type CardReason = Schemas['CardReason']
