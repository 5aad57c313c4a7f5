/**
 * Equal but for `readonly`, which a schema cannot say: `const isExact: Same<z.infer<typeof schema>, Plan> = true` makes a field that
 * one of them gains or loses a type error. What is any JSON, or a map, counts as equal to itself.
 */
export type Same<A, B> =
  (<T>() => T extends Plain<A> ? 1 : 2) extends <T>() => T extends Plain<B> ? 1 : 2 ? true : { readonly differs: [A, B] };

type Plain<T> = T extends string | number | boolean | null | undefined
  ? T
  : string extends keyof T
    ? { readonly [K in keyof T]: T[K] extends string | number ? T[K] : 'json' }
    : T extends readonly [infer U, infer V]
      ? readonly [Plain<U>, Plain<V>]
      : T extends readonly (infer U)[]
        ? readonly Plain<U>[]
        : { readonly [K in keyof T]: Plain<T[K]> };
