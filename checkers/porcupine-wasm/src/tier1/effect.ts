/**
 * What an operation does to a single value. A model that can say so for its operations has its histories decided without a search
 * wherever the values written are unique.
 */
export type Effect =
  /** It saw the value. */
  | { readonly kind: 'read'; readonly value: unknown }
  /** It saw that the value was another. */
  | { readonly kind: 'differs'; readonly value: unknown }
  /** It set the value, whatever it was. */
  | { readonly kind: 'write'; readonly value: unknown }
  /** It saw `expected` and set `value`. */
  | { readonly kind: 'swap'; readonly expected: unknown; readonly value: unknown }
  /** It added a text to the end of a text; null counts as the empty one. */
  | { readonly kind: 'append'; readonly value: string };
