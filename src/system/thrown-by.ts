/** What a function of the module's threw while somebody else called back: it is told with that function's name. */
export class ThrownBy extends Error {
  readonly function: string;
  readonly thrown: unknown;

  constructor(name: string, thrown: unknown) {
    super(`${name} threw`, { cause: thrown });
    this.function = name;
    this.thrown = thrown;
  }
}

export function named<T>(name: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw new ThrownBy(name, error);
  }
}
