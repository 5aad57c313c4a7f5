import { absent, outcomeCodes, type ReportData } from '../../data/index.ts';
import { readable } from '../../words/index.ts';

/** An operation in the words of the page; everything is safe to look at. */
export interface OperationWords {
  readonly call: string;
  readonly f: string;
  readonly argument: string | undefined;
  readonly result: string;
  readonly outcome: 'ok' | 'fail' | 'info' | 'open';
  readonly client: string;
  readonly process: number;
  readonly node: string;
  readonly key: string | undefined;
  readonly error: string | undefined;
}

export function describeOperation({ operations }: ReportData, row: number, thread: number): OperationWords {
  const at = (table: readonly string[], column: ArrayLike<number>) => {
    const text = table[column[row] ?? absent];
    return text === undefined ? undefined : readable(text);
  };
  const input = at(operations.values, operations.input);
  const output = at(operations.values, operations.output);
  const error = at(operations.errors, operations.error);
  const key = at(operations.keys, operations.key);
  const name = at(operations.names, operations.f) ?? '';
  const outcome = (['ok', 'fail', 'info', 'open'] as const)[operations.outcome[row] ?? outcomeCodes.open] ?? 'open';
  // A read's invocation carries null, which says nothing; everything else repeats its argument.
  const argument = input === undefined || input === 'null' ? undefined : input;
  return {
    call: `${name}${key === undefined ? '' : ` ${key}`}${argument === undefined ? '' : ` ${argument}`}`,
    f: name,
    argument,
    result: resultOf(outcome, output ?? (argument === undefined && name !== 'delete' ? input : undefined), error),
    outcome,
    client: `client ${thread}`,
    process: operations.process[row] ?? 0,
    node: at(operations.nodes, operations.node) ?? '',
    key,
    error,
  };
}

function resultOf(outcome: OperationWords['outcome'], output: string | undefined, error: string | undefined): string {
  switch (outcome) {
    case 'ok':
      return output ?? 'ok';
    case 'fail':
      return `failed${error === undefined ? '' : `: ${error}`}${output === undefined || output === 'null' ? '' : ` (saw ${output})`}`;
    case 'info':
      return `unknown${error === undefined ? '' : `: ${error}`}`;
    case 'open':
      return 'never answered';
    default:
      return outcome satisfies never;
  }
}
