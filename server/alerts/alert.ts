/** What operators are told of at once. */
export const alertKinds = [
  'locked-out',
  'reset',
  'admin-change',
  'store-down',
  'disk',
  'trail-broken',
] as const
export type AlertKind = (typeof alertKinds)[number]

export interface Alert {
  readonly kind: AlertKind
  /** One line without a secret. */
  readonly text: string
}
