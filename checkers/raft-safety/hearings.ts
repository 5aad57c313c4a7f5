import type { RaftTraceEvent } from '../../nodes/raft/trace.ts';
import type { Heard, Rule } from './rule.ts';

/** The rules that hear one kind of event. */
export interface Hearing {
  readonly before: readonly RuleBefore[];
  readonly after: readonly RuleAfter[];
}

type RuleBefore = Rule & Required<Pick<Rule, 'before'>>;
type RuleAfter = Rule & Required<Pick<Rule, 'after'>>;

const nobody: Hearing = { before: [], after: [] };

/** Who hears what, worked out once: in the order of the rules. */
export class Hearings {
  readonly #byEvent = new Map<string, Hearing>();
  readonly #byMessage = new Map<string, Hearing>();

  constructor(rules: readonly Rule[]) {
    for (const heard of new Set<Heard>(rules.flatMap(({ hears }) => hears))) {
      const hearing: Hearing = {
        before: rules.filter((rule): rule is RuleBefore => rule.hears.includes(heard) && rule.before !== undefined),
        after: rules.filter((rule): rule is RuleAfter => rule.hears.includes(heard) && rule.after !== undefined),
      };
      if (heard.startsWith('send ')) this.#byMessage.set(heard.slice('send '.length), hearing);
      else this.#byEvent.set(heard, hearing);
    }
  }

  of(event: RaftTraceEvent): Hearing {
    return (event.event === 'send' ? this.#byMessage.get(event.type) : this.#byEvent.get(event.event)) ?? nobody;
  }
}
