/** An object with this key, or an empty one: with exact optional properties an absent key is not a key without a value. */
export function given<K extends string, V>(key: K, value: V | undefined): { [k in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { [k in K]?: V };
}

export function converted<K extends string, T, V>(key: K, value: T | undefined, convert: (value: T) => V): { [k in K]?: V } {
  return (value === undefined ? {} : { [key]: convert(value) }) as { [k in K]?: V };
}
