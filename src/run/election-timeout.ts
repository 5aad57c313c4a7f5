import type { Ms, Plan } from '../core/index.ts';

/** The longest wait for a leader that the plan's nodes draw, where the system's settings tell one. */
export function longestElectionTimeoutMs(plan: Plan): Ms | undefined {
  const { electionTimeoutMs } = plan.system.config;
  const longest = Array.isArray(electionTimeoutMs) ? electionTimeoutMs[1] : undefined;
  return typeof longest === 'number' ? longest : undefined;
}
