/** Where to dial. */
export interface Address {
  readonly host: string;
  readonly port: number;
}
